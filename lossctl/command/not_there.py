"""Options of other libraries whose effect lossctl does not have, each with the reason."""

CLIPPING = "lossctl clips nothing (bce bounds the logs at -100, as PyTorch does)"
FOCAL = "it belongs to the focal loss, which lossctl does not have"
_REASONS = {
    "eps epsilon clip clamp clip-eps": CLIPPING,
    "gamma alpha focal": FOCAL,
}
REASONS = {name: reason for names, reason in _REASONS.items() for name in names.split()}
