"""PyTorch's .pt and .pth files, read without PyTorch: their pickle is read as data, nothing in it is called."""
