"""The ways out for what Python programs save, NumPy, PyTorch, pandas and joblib among them."""

from lossctl.inputs.files.origins import Origin
from lossctl.inputs.files.way_out import AS_JSON, WayOut, python

SAVE = "save the numbers with numpy.save('x.npy', x)"
_UNPICKLED = "if you trust it, this writes its arrays, lists, dicts and tables into OUT"
PICKLE = WayOut(
    _UNPICKLED,
    python("import json, pickle, sys; " + AS_JSON.format("pickle.load(open(sys.argv[1], 'rb'))")),
    "x.pkl",
    ".json",
)
JOBLIB = WayOut(
    _UNPICKLED,
    python("import joblib, json, sys; " + AS_JSON.format("joblib.load(sys.argv[1])")),
    "x.joblib",
    ".json",
    reads_packed=True,
)
OBJECTS = WayOut(
    _UNPICKLED,
    python("import json, numpy, sys; " + AS_JSON.format("numpy.load(sys.argv[1], allow_pickle=True)")),
    "x.npy",
    ".json",
)
OBJECTS_OF_NPZ = WayOut(
    _UNPICKLED,
    python("import json, numpy, sys; " + AS_JSON.format("dict(numpy.load(sys.argv[1], allow_pickle=True))")),
    "x.npz",
    ".json",
)
RECORDS = WayOut(
    "if you trust it, this writes its table into OUT",
    python(
        "import numpy, pandas, sys; pandas.DataFrame(numpy.load(sys.argv[1], allow_pickle=True))"
        ".to_csv(sys.argv[2], index=False)"
    ),
    "x.npy",
    ".csv",
)
SPARSE = WayOut(
    "this writes it into OUT",
    python("import numpy, scipy.sparse, sys; numpy.save(sys.argv[2], scipy.sparse.load_npz(sys.argv[1]).toarray())"),
    "x.npz",
    ".npy",
)
FLOAT8 = WayOut(
    "if it is float8, this writes it into OUT (put its own kind for float8_e4m3fn)",
    python(
        "import ml_dtypes, numpy, sys; x = numpy.load(sys.argv[1]).view('float8_e4m3fn');"
        " numpy.save(sys.argv[2], x.astype('f4'))"
    ),
    "x.npy",
    ".npy",
)
RAW = WayOut(
    "if it is nothing but numbers, write their type and how many are in a row for {0} and 1",
    python("import numpy, sys; numpy.save(sys.argv[2], numpy.fromfile(sys.argv[1], '{0}').reshape(-1, 1))"),
    "x.bin",
    ".npy",
)


def of_raw_numbers(head: bytes, origin: Origin) -> str:
    """What to do about bytes of no known format: they may be what ndarray.tofile wrote."""
    dtype = _type_of(head)
    if dtype is None:
        return SAVE
    return RAW._replace(what=RAW.what.format(dtype), line=RAW.line.format(dtype)).remedy(origin)


def _type_of(head: bytes) -> str | None:
    """The type in which these bytes are numbers as people have them; None where they are in none."""
    import numpy as np

    for name, least, most in (("float32", 1e-12, 1e9), ("float64", 1e-12, 1e9), ("int64", 1, 1e6), ("int32", 1, 1e6)):
        dtype = np.dtype(name)
        if len(head) % dtype.itemsize:
            continue
        with np.errstate(invalid="ignore"):  # a NaN that signals
            numbers = abs(np.frombuffer(head, dtype, min(len(head) // dtype.itemsize, 1000)).astype(np.float64))
        magnitudes = numbers[numbers != 0]
        if dtype.kind == "f" and 3 * len(magnitudes) < 2 * len(numbers):
            continue  # the lower halves of larger numbers
        if len(magnitudes) and ((magnitudes >= least) & (magnitudes <= most)).all():
            return name
    return None
