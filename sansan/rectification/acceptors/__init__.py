"""验收质量: what became of what each acceptor let pass."""
