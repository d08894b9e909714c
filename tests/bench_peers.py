"""What a user would type in place of lossctl, as programs for `python -c`; bench.py runs them beside it."""

# PyTorch's losses, in the float32 of the files.

TORCH = "import numpy as np, torch, torch.nn.functional as F; load = lambda f: torch.from_numpy(np.load(f)); "
TORCH_CE = TORCH + "print(F.cross_entropy(load('x.npy'), load('t.npy')).item())"
TORCH_NPZ = TORCH + (
    "b = np.load('b.npz'); print(F.cross_entropy(torch.from_numpy(b['input']), torch.from_numpy(b['target'])).item())"
)
TORCH_BCE = TORCH + "print(F.binary_cross_entropy(load('p.npy'), load('t.npy')).item())"
TORCH_BCE_LOGITS = TORCH + "print(F.binary_cross_entropy_with_logits(load('x.npy'), load('t.npy')).item())"
TORCH_KL = TORCH + (
    "x, y = load('x.npy'), load('y.npy'); "
    "print(F.kl_div(F.log_softmax(x, 1), F.softmax(y, 1), reduction='batchmean').item())"
)

# Text, by the usual reader, and cross entropy in NumPy's float64.

NUMPY_CE = """
import numpy as np

def ce(x, t):
    most = x.max(1)
    return float((most + np.log(np.exp(x - most[:, None]).sum(1)) - x[np.arange(len(t)), t]).mean())
"""
POLARS = f"""{NUMPY_CE}
import polars
table = polars.read_csv("x.csv")
print(ce(table.drop("label").to_numpy(), table["label"].to_numpy()))
"""
JSON = f"""{NUMPY_CE}
import json
with open("x.json") as file:
    whole = json.load(file)
print(ce(np.array(whole["input"]), np.array(whole["target"])))
"""
JSON_LINES = f"""{NUMPY_CE}
import json
with open("x.jsonl") as file:
    records = [json.loads(line) for line in file]
print(ce(np.array([each["input"] for each in records]), np.array([each["target"] for each in records])))
"""
JOBS = f"""{NUMPY_CE}
import json
with open("jobs.jsonl") as file:
    for line in file:
        job = json.loads(line)
        print(json.dumps({{"loss": ce(np.load(job["input"]), np.load(job["target"]))}}))
"""

# The least that any program of this kind must do.

TYPER_AND_NUMPY = """
import os
os.environ["OPENBLAS_NUM_THREADS"] = "1"
import typer

def ce(input: str, target: str) -> None:
    import numpy as np
    x, t = np.load(input), np.load(target)
    print((np.log(np.exp(x).sum(1)) - x[np.arange(len(x)), t]).mean())

app = typer.Typer(rich_markup_mode=None)
app.command()(ce)
app(["x.npy", "t.npy"])
"""
READING = """
import os, threading

def read(start):
    file, buffer = os.open("x.npy", os.O_RDONLY), bytearray(1 << 20)
    while os.preadv(file, [buffer], start):
        start += 2 * len(buffer)

threads = [threading.Thread(target=read, args=(n << 20,)) for n in (0, 1)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""
