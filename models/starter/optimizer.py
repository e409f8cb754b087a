"""Muon (K. Jordan, 2024) for matrices and filters, AdamW for the rest."""
import torch


@torch.no_grad()
def orthogonal(g: torch.Tensor) -> torch.Tensor:
    """The nearest half-orthogonal matrix, by five steps of the quintic Newton-Schulz iteration."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g.bfloat16() / (g.norm() + 1e-7)
    tall = x.shape[0] > x.shape[1]
    x = x.T if tall else x
    for _ in range(5):
        s = x @ x.T
        x = a * x + (b * s + c * s @ s) @ x
    return (x.T if tall else x).to(g.dtype)


class Muon(torch.optim.Optimizer):
    def __init__(self, params, lr: float, momentum: float = 0.95, weight_decay: float = 0.0):
        super().__init__(params, {"lr": lr, "base": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if "momentum" not in state:
                    state["momentum"] = torch.zeros_like(p)
                state["momentum"].lerp_(p.grad, 1 - group["momentum"])
                update = p.grad.lerp(state["momentum"], group["momentum"]).reshape(len(p), -1)
                rows, columns = update.shape
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.add_(orthogonal(update).reshape(p.shape), alpha=-group["lr"] * max(1, rows / columns) ** 0.5)


def optimizers(towers: torch.nn.Module) -> list[torch.optim.Optimizer]:
    filters, matrices, other = [], [], []
    for name, p in towers.named_parameters():
        if p.ndim == 4:
            filters.append(p)
        elif p.ndim == 2 and "layers" in name:
            matrices.append(p)
        else:
            other.append((name, p))
    tokens = [p for name, p in other if "tokens" in name]
    rest = [p for name, p in other if "tokens" not in name]
    return [
        Muon([{"params": filters}, {"params": matrices}], lr=0.012, weight_decay=0.05),
        torch.optim.AdamW([{"params": rest, "lr": 1.5e-3, "base": 1.5e-3}, {"params": tokens, "lr": 3e-3, "base": 3e-3}], betas=(0.9, 0.98), weight_decay=0.0),
    ]
