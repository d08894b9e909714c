"""The ways out for what other programs save, and for archives."""

from lossctl.inputs.files.way_out import ARRAYS, AS_JSON, WayOut, python

_R = "Rscript -e '{}' FILE"
HDF5 = WayOut(
    ARRAYS,
    python(
        "import h5py, numpy, sys; d = {}; h5py.File(sys.argv[1]).visititems(lambda n, v:"
        " d.update({n: v[()].astype('S') if v.dtype == 'O' else v[()]}) if hasattr(v, 'dtype') else None);"
        " numpy.savez(sys.argv[2], **d)"
    ),
    "x.h5",
    ".npz",
)
PANDAS_HDF5 = WayOut(
    "this writes its table into OUT",
    python("import pandas, sys; pandas.read_hdf(sys.argv[1]).to_csv(sys.argv[2], index=False)"),
    "x.h5",
    ".csv",
)
# MATLAB keeps arrays column by column, so that h5py sees them turned round; and it has no arrays of one axis.
MATLAB_73 = WayOut(
    ARRAYS,
    python(
        "import h5py, numpy, sys; d = {}; h5py.File(sys.argv[1]).visititems(lambda n, v:"
        " d.update({n: numpy.squeeze(v[()].T)}) if hasattr(v, 'dtype') and v.dtype.kind in 'biuf' else None);"
        " numpy.savez(sys.argv[2], **d)"
    ),
    "x.mat",
    ".npz",
)
MATLAB = WayOut(
    "this writes its variables, and those in structs, into OUT",
    python(
        "import json, scipy.io, sys; "
        + AS_JSON.format("{k: v for k, v in scipy.io.loadmat(sys.argv[1], simplify_cells=True).items() if k[0] != '_'}")
    ),
    "x.mat",
    ".json",
)
EXCEL = WayOut(
    "this writes its first sheet into OUT",
    python(
        "import pandas, sys; pandas.read_excel(sys.argv[1], header=None).to_csv(sys.argv[2], header=False, index=False)"
    ),
    "x.xlsx",
    ".csv",
)
RDS = WayOut(
    "this writes its table, matrix or vector into OUT",
    _R.format("a <- commandArgs(TRUE); write.csv(readRDS(a[1]), a[2], row.names = FALSE)") + " OUT",
    "x.rds",
    ".csv",
    reads_packed=True,
)
RDATA = WayOut(
    "this writes each table, matrix or vector in it into a file, OUTNAME.csv",
    _R.format(
        "a <- commandArgs(TRUE); e <- new.env(); for (n in load(a[1], e))"
        ' write.csv(e[[n]], paste0(a[2], n, ".csv"), row.names = FALSE)'
    )
    + " OUT",
    "x.RData",
    "-",
    reads_packed=True,
)
ONNX_TENSOR = WayOut(
    "this writes it into OUT",
    python(
        "import numpy, onnx, sys; numpy.save(sys.argv[2], onnx.numpy_helper.to_array(onnx.load_tensor(sys.argv[1])))"
    ),
    "x.pb",
    ".npy",
)
TFRECORD = WayOut(
    "this writes its examples into OUT",
    python(
        "import json, sys, tensorflow as tf; print(*(json.dumps({k: list(getattr(f, f.WhichOneof('kind')).value)"
        " for k, f in tf.train.Example.FromString(r.numpy()).features.feature.items()}, default=bytes.decode)"
        " for r in tf.data.TFRecordDataset(sys.argv[1])), sep=chr(10), file=open(sys.argv[2], 'w'))"
    ),
    "x.tfrecord",
    ".jsonl",
)
IMAGE = WayOut(
    "if its pixels are classes, this writes them into OUT",
    python("import numpy, sys; from PIL import Image; numpy.save(sys.argv[2], numpy.array(Image.open(sys.argv[1])))"),
    "x.png",
    ".npy",
)
SQLITE = WayOut(
    "this writes its first table into OUT",
    python(
        "import csv, sqlite3, sys; d = sqlite3.connect(sys.argv[1]); t, = d.execute('SELECT name FROM sqlite_master"
        " WHERE type = ?', ['table']).fetchone(); c = d.execute('SELECT * FROM [' + t + ']');"
        " csv.writer(open(sys.argv[2], 'w')).writerows([[h[0] for h in c.description], *c])"
    ),
    "x.sqlite",
    ".csv",
)
TAR = WayOut("unpack it, which prints the names of its files", "tar -xvf FILE", "x.tar", reads_packed=True)
COMPRESS = WayOut("this unpacks it into OUT", "gzip -dc FILE > OUT", "x.Z", ".unpacked")
LZ4 = WayOut("this unpacks it into OUT", "lz4 -dc FILE > OUT", "x.lz4", ".unpacked")
WITH_COMMAS = WayOut("this puts commas between them", "sed -E 's/^ +| +$//g; s/ +/,/g' FILE > OUT", "x.txt", ".csv")
