"""Binary formats of arrays: .npy, .npz and .safetensors."""
