"""Every brand of a folder of facts in one go: who is due, the work in processes, what was finished, the index of them all."""
