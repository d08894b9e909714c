# ruff: noqa: E501 - the blocks are easier to compare as they stand
"""Blocks in R, Julia, MATLAB, C++, Rust, Go, JavaScript and Java, tests, and calculations by hand, as people paste them."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from lossctl.command.cli import main


class Block(NamedTuple):
    """A paste, its loss under the command, whether the last judged loss matches, and parts of notes."""

    name: str
    text: str
    loss: float
    matches: bool | None
    command: str = "ce"
    notes: tuple[str, ...] = ()


CE = 1.161724971724  # of [[0.1, 0.7, 0.4], [1.2, 0.3, 0.3]] and classes 1 and 2
BCE = 0.3669845875401  # of 0.8 and 0.4, where 1 and 0 are meant
HALF = 0.6931471805599453
R_MATRIX = (
    "x <- torch_tensor(matrix(c(0.1, 0.7, 0.4, 1.2, 0.3, 0.3), nrow = 2, byrow = TRUE))\ny <- torch_tensor(c(2L, 3L))\n"
)
PYTHON = "y = [1, 0]\np = [0.8, 0.4]\n"
JULIA = "logits = Float32[0.1 1.2; 0.7 0.3; 0.4 0.3]\nlabels = Flux.onehotbatch([2, 3], 1:3)\n"

BLOCKS = (
    Block("R: rbind", "> x <- torch_tensor(rbind(c(0.1, 0.7, 0.4),\n+                          c(1.2, 0.3, 0.3)))\n> y <- torch_tensor(c(2L, 3L))\n> loss <- nnf_cross_entropy(x, y)\n> loss$item()\n[1] 1.161725\n", CE, True, notes=("counts the classes from 1",)),
    Block("R: matrix by row", f"{R_MATRIX}nnf_cross_entropy(x, y)\n#> torch_tensor\n#> 1.16172\n#> [ CPUFloatType{{}} ]\n", CE, True),
    Block("R: matrix by column", "x <- matrix(c(0.1, 1.2, 0.7, 0.3, 0.4, 0.3), ncol = 3)\nc(2, 3) -> y\nnnf_cross_entropy(torch_tensor(x), torch_tensor(y))\n", CE, None),
    Block("R: cbind", "x <- cbind(c(0.1, 1.2), c(0.7, 0.3), c(0.4, 0.3))\nlabels <- factor(c('b', 'c'), levels = c('a', 'b', 'c'))\n", CE, None),
    Block("R: array and rep", "x <- array(c(0.1, 1.2, 0.7, 0.3, 0.4, 0.3), dim = c(2, 3))\ny <- rep(1L, times = 2)\n", CE, None),
    Block("R: MLmetrics", "> p <- c(0.8, 0.4)\n> obs <- c(1, 0)\n> LogLoss(y_pred = p, y_true = obs)\n[1] 0.3669846\n", BCE, True, "bce"),
    Block("R: several classes", "y_pred <- rbind(c(0.8, 0.2), c(0.4, 0.6))\nMultiLogLoss(y_pred, y_true = c(1, 1))\n## [1] 0.5697\n", 0.5697171415941, True, "ce --from probs"),
    Block("R: testthat", 'test_that("loss", {\n  actual <- c(1, 0)\n  predicted <- c(0.8, 0.4)\n  expect_equal(round(logLoss(actual, predicted), 5), 0.36698)\n})\n', BCE, True, "bce"),
    Block("R: within a tolerance", "actual <- c(1, 0)\npredicted <- c(0.8, 0.4)\nexpect_equal(logLoss(actual, predicted), 0.37, tolerance = 1e-3)\n", BCE, False, "bce"),
    Block("test: assertAlmostEqual", "def test_loss(self):\n    y = [1, 0]\n    p = [0.8, 0.4]\n    self.assertAlmostEqual(log_loss(y, p), 0.36698, places=4)\n", BCE, True, "bce"),
    Block("test: numpy", f"{PYTHON}np.testing.assert_almost_equal(log_loss(y, p), 0.36, 3)\n", BCE, False, "bce"),
    Block("test: approx", f"{PYTHON}assert log_loss(y, p) == pytest.approx(0.36, abs=0.01)\n", BCE, True, "bce"),
    Block("test: allclose", "x = torch.tensor([[0.1, 0.7, 0.4], [1.2, 0.3, 0.3]])\nt = torch.tensor([1, 2])\nassert torch.allclose(F.cross_entropy(x, t), torch.tensor(1.1617), atol=1e-4)\n", CE, True),
    Block("test: turned arrays, and a loss times T²", "T = 2\nx = torch.tensor([[0.1, 1.2], [0.7, 0.3], [0.4, 0.3]])\nt = torch.tensor([1, 2])\nassert (F.cross_entropy(x.transpose(0, 1), t) * T ** 2).item() == pytest.approx(4.6469, abs=1e-4)\n", CE, True),
    Block("test: a difference", f"{PYTHON}assert abs(log_loss(y, p) - 0.3670) < 1e-4\n", BCE, True, "bce"),
    Block("test: smaller than is no claim", f"{PYTHON}assert log_loss(y, p) < 0.5\n", BCE, None, "bce"),
    Block("test: that fails", f"{PYTHON}>>> np.isclose(log_loss(y, p), 0.9)\nFalse\n", BCE, None, "bce"),
    Block("Julia: test", f"using Test\n{JULIA}@test Flux.logitcrossentropy(logits, labels) ≈ 1.1617 atol=1e-4\n", CE, True),
    Block("Julia: isapprox", f"{JULIA}@test isapprox(Flux.logitcrossentropy(logits, labels), 1.2; atol=1e-4)\n", CE, False),
    Block("Julia: softmax along the first axis", f"{JULIA}julia> Flux.crossentropy(softmax(logits), labels)\n1.161725f0\n", CE, True, notes=("along the first axis",)),
    Block("MATLAB: columns", "pred =\n\n  Columns 1 through 2\n\n    0.8000    0.4000\n\n  Column 3\n\n    0.5000\n\ntarget =\n\n     1     0     1\n\n", 0.4757054518869, None, "bce"),
    Block("MATLAB: columns with a factor", "logits =\n\n   10 *\n\n  Columns 1 through 2\n\n    0.0100    0.0700\n    0.1200    0.0300\n\n  Column 3\n\n    0.0400\n    0.0300\n\ntarget =\n\n     1     2\n\n", CE, None),
    Block("Octave", "octave:1> y = [1 0];\noctave:2> p = [0.8 0.4];\n", BCE, None, "bce"),
    Block("C++", "torch::Tensor x = torch::tensor({{0.1f, 0.7f, 0.4f}, {1.2f, 0.3f, 0.3f}});\nauto t = torch::tensor({1, 2}, torch::kLong);\nauto loss = F::cross_entropy(x, t);\nstd::cout << \"loss: \" << loss.item<float>() << std::endl;\n// loss: 1.16172\n", CE, True),
    Block("Rust", 'let logits = Tensor::new(&[[0.1f32, 0.7, 0.4], [1.2, 0.3, 0.3]], &Device::Cpu)?;\nlet target = Tensor::new(&[1u32, 2], &Device::Cpu)?;\nlet loss = candle_nn::loss::cross_entropy(&logits, &target)?;\nprintln!("{loss}");\n// [1.1617]\n// Tensor[[], f32]\n', CE, True),
    Block("JavaScript", "const labels = tf.tensor2d([[0, 1, 0], [0, 0, 1]]);\nconst logits = tf.tensor2d([[0.1, 0.7, 0.4], [1.2, 0.3, 0.3]]);\nconst loss = tf.losses.softmaxCrossEntropy(labels, logits);\nloss.print();\n// Tensor\n//     1.1617249250411987\n", CE, True),
    Block("JavaScript: a function of one's own", "const target = [1, 0];\nconst predictions = [0.8, 0.2];\nexpect(crossEntropy(predictions, target)).toBeCloseTo(0.2231, 4);\n", 0.2231435513142, True, "ce --from probs"),
    Block("Go", "yTrue := []float64{1, 0}\nyPred := []float64{0.8, 0.4}\nfmt.Println(BinaryCrossEntropy(yTrue, yPred)) // 0.3669845875401002\n", BCE, True, "bce"),
    Block("Java", "INDArray labels = Nd4j.create(new double[][]{{1, 0}});\nINDArray predictions = Nd4j.create(new double[][]{{0.8, 0.4}});\n", BCE, None, "bce"),
    Block("Mathematica", "In[1]:= p = {0.8, 0.4};\nIn[2]:= y = {1, 0};\n", BCE, None, "bce"),
    Block("Rust: test", "let y = vec![1.0, 0.0];\nlet p = vec![0.8, 0.4];\nlet loss = binary_cross_entropy(&p, &y);\nassert!((loss - 0.367).abs() < 1e-3);\n", BCE, True, "bce"),
    Block("C++: test", "std::vector<float> y = {1.f, 0.f};\nstd::vector<float> p = {0.8f, 0.4f};\nEXPECT_NEAR(binary_cross_entropy(p, y), 0.38f, 1e-3);\n", BCE, False, "bce"),
    Block("R: the formula, of columns", "> df <- data.frame(y = c(1, 0), p = c(0.8, 0.4))\n> -mean(df$y * log(df$p) + (1 - df$y) * log(1 - df$p))\n[1] 0.3669846\n", BCE, True, "bce"),
    Block("Octave: the formula", "y = [1 0];\np = [0.8 0.4];\nll = -mean(y .* log(p) + (1 - y) .* log(1 - p));\ndisp(ll)\n0.3670\n", BCE, True, "bce"),
    Block("an entropy is no formula of both", "y = [1, 0]\np = [0.8, 0.4]\nprint(-np.mean(p * np.log(p) + (1 - p) * np.log(1 - p)))\n0.5867\n", BCE, None, "bce"),
    Block("a label before a label", f"{PYTHON}Ours: loss = 0.367\n", BCE, True, "bce"),
    Block("by hand", "Prediction: [0.5, 0.25, 0.25]\nLabel: [1, 0, 0]  ← the first\nLoss = -[1×log(0.5) + 0×log(0.25)]\n     = -log(0.5) = 0.693   (not bad)\n", HALF, True, "ce --from probs"),
    Block("by hand, and wrong", "p = [0.5, 0.25, 0.25], y = [1, 0, 0]\nCE = -ln 0.5 ≈ 0.639\n", HALF, False, "ce --from probs"),
    Block("by hand: an example after the other", "Prediction: [0.25, 0.75]\nLabel: [1, 0]\nLoss = -log(0.25) = 1.386\nPrediction: [0.5, 0.5]\nLoss = -log(0.5) = 0.693\n", HALF, True, "ce --from probs", ("Loss 1.386: matches",)),
    Block("by hand: a step that is of one sample", "y = [1, 0]\np = [0.8, 0.4]\nSample 1: loss = -log(0.8) = 0.223\nBCE = (0.223 + 0.511) / 2 = 0.367\n", BCE, True, "bce", ("0.223 is not judged: its formula comes to 0.223144",)),
    Block("by hand: LaTeX", "Let $p = [0.5, 0.25, 0.25]$ be the prediction and $y = [1, 0, 0]$ (the first class).\n\n$$\\mathrm{CE} = -\\sum_i y_i \\log \\hat{y}_i = -\\log(0.5) \\approx 0.693$$\n", HALF, True, "ce --from probs"),
    Block("by hand: KL of two names", "P = [0.5, 0.5], Q = [0.25, 0.75]\nKL(P||Q) = 0.5*log(0.5/0.25) + 0.5*log(0.5/0.75) = 0.1438\n", 0.1438410362258, True, "kl --from probs --reduction sum"),
    Block("by hand: a decimal comma", "Vorhersage: [0.5, 0.5]\nZielwert: [1, 0]\nKreuzentropie: -ln(0,5) = 0,693\n", HALF, True, "ce --from probs"),
    Block("by hand: Chinese", "真实标签: 类别 1 (即 [0, 1])\n预测概率: [0.5, 0.5]\n交叉熵 = -log(0.5) = 0.693\n", HALF, True, "ce --from probs"),
    Block("by hand: bits", "p = [0.5, 0.5], y = [1, 0]\nCE = -log2(0.5) = 1.0\n", HALF, True, "ce --from probs", ("judged with the logarithm to base 2",)),
)  # fmt: skip


@pytest.mark.parametrize("block", BLOCKS, ids=[block.name for block in BLOCKS])
def test_a_block(block: Block, check: Callable[..., None]) -> None:
    check(block)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x <- matrix(c(0.1, 0.7, 0.4), nrow = 2)\ny <- c(0, 1)\n", "no array has the name of an input"),
        ('Vocabulary: ["cat", "dog"]\nP(cat) = 0.7, P(dog) = 0.3\nloss = -log(0.7) = 0.357\n', ""),
        ("let x = vec![[0.1, 0.2], [0.3]];\nlet y = vec![0, 1];\n", "no array has the name of an input"),
    ],
)
def test_what_is_not_whole_is_an_error(text: str, problem: str, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "block.txt").write_text(text)
    assert main(["ce", "block.txt"]) == 2
    assert problem in capsys.readouterr().err
