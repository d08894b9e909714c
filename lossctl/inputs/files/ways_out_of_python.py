"""The ways out for what Python programs save, NumPy, PyTorch, pandas and joblib among them."""

from lossctl.inputs.files.origins import Origin
from lossctl.inputs.files.way_out import AS_JSON, WayOut, python

SAVE = "save the numbers with numpy.save('x.npy', x)"


def _as_json(module: str, loaded: str, example: str) -> WayOut:
    """All that `loaded` gives, as JSON; `module` is what that imports beside json and sys."""
    modules = ", ".join(sorted(("json", module, "sys")))
    what = "if you trust it, this writes its arrays, lists, dicts and tables into OUT"
    return WayOut(what, python(f"import {modules}; " + AS_JSON.format(loaded)), example, ".json")


PICKLE = _as_json("pickle", "pickle.load(open(sys.argv[1], 'rb'))", "x.pkl")
JOBLIB = _as_json("joblib", "joblib.load(sys.argv[1])", "x.joblib")._replace(reads_packed=True)
OBJECTS = _as_json("numpy", "numpy.load(sys.argv[1], allow_pickle=True)", "x.npy")
OBJECTS_OF_NPZ = _as_json("numpy", "dict(numpy.load(sys.argv[1], allow_pickle=True))", "x.npz")
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

# Of a file of torch.save: what stands in its dicts and lists, one in another, with something in the place of each v.
_LOADED = "torch.load(sys.argv[1], 'cpu', weights_only=False)"
_WALKED = (
    "import sys, torch; f = lambda v: {k: f(w) for k, w in v.items()} if isinstance(v, dict)"
    " else [f(w) for w in v] if isinstance(v, (list, tuple)) else "
)
_TORCH_OBJECTS = (
    f"import numpy, sys, torch; d = {_LOADED};"
    " f = lambda v: {k: f(w) for k, w in v.items()} if isinstance(v, dict) else f(v._asdict()) if hasattr(v, '_asdict')"
    " else [f(w) for w in v] if isinstance(v, (list, tuple)) else f(vars(v)) if hasattr(v, '__dataclass_fields__')"
    " else v if isinstance(v, (torch.Tensor, numpy.ndarray, numpy.generic, int, float, str)) else None;"
    " torch.save(f(d if isinstance(d, (dict, list, tuple)) else vars(d)), sys.argv[2])"
)
_AS_NUMBERS = "this writes it as numbers into OUT"
# What to do about each kind of tensor that is not read: what the line is for, and the expression for a tensor v.
_TENSORS = {
    "sparse": (_AS_NUMBERS, "v.to_dense()", ""),
    "quantized": (_AS_NUMBERS, "v.dequantize()", " and v.is_quantized"),
    "complex": ("this writes the real parts into OUT", "v.real.clone()", ""),
    "nested": (
        "this joins its parts along the first axis and writes them into OUT",
        "torch.cat(v.unbind())",
        " and v.is_nested",
    ),
}


def _of_torch(what: str, program: str) -> WayOut:
    return WayOut(what, python(program), "x.pt", ".pt")


def of_tensor(kind: str, alone: bool) -> WayOut:
    """For a tensor of this kind, which is the whole file or stands in its containers."""
    what, expression, more = _TENSORS[kind]
    if alone:
        saved = expression.replace("v.", f"{_LOADED}.", 1)
        return _of_torch(what, f"import sys, torch; torch.save({saved}, sys.argv[2])")
    walked = f"{_WALKED}{expression} if isinstance(v, torch.Tensor){more} else v"
    return _of_torch(what, f"{walked}; torch.save(f({_LOADED}), sys.argv[2])")


TORCH_WITHOUT_CHECKSUMS = _of_torch(
    "if so, this writes it with checksums into OUT", f"import sys, torch; torch.save({_LOADED}, sys.argv[2])"
)
TORCH_NUMPY = _of_torch(
    "this writes its NumPy arrays as tensors into OUT",
    f"{_WALKED}torch.as_tensor(v) if type(v).__module__ == 'numpy' and v.dtype.kind in 'biuf' else v;"
    f" torch.save(f({_LOADED}), sys.argv[2])",
)
TORCH_OBJECTS = _of_torch(
    "if you trust it, this writes its tensors, arrays, numbers and texts into OUT", _TORCH_OBJECTS
)
TORCH_TABLE = _as_json("torch", _LOADED, "x.pt")
TORCH_MODEL = _of_torch(
    "save what it gives for your data, model(x); or if you trust it, this writes its weights into OUT",
    f"import sys, torch; torch.save({_LOADED}.state_dict(), sys.argv[2])",
)
TORCHSCRIPT = _of_torch(
    "save what it gives for your data, model(x); or this writes its weights into OUT",
    "import sys, torch; torch.save(dict(torch.jit.load(sys.argv[1], 'cpu').state_dict()), sys.argv[2])",
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
