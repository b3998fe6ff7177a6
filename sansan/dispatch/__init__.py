"""月调度: units report every month, the office chases, freezes, compares and issues the paper."""
