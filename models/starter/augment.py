"""Makes training views of the cached pictures: position, size, turn, background, light, occlusion, blur, grain."""
import torch
import torch.nn.functional as F

MEAN = torch.tensor([0.48145466, 0.4578275, 0.40821073])[:, None, None]
STD = torch.tensor([0.26862954, 0.26130258, 0.27577711])[:, None, None]


def uniform(n: int, low: float, high: float) -> torch.Tensor:
    return torch.empty(n).uniform_(low, high)


def view(rgba: torch.Tensor, size: int, hard: bool) -> torch.Tensor:
    """uint8 [n, height, width, 4] -> float [n, 4, size, size]; the middle square, moved, turned and scaled."""
    n, height, width, _ = rgba.shape
    x = rgba.permute(0, 3, 1, 2).float().div_(255)
    scale = uniform(n, 0.55, 1.15) if hard else uniform(n, 0.8, 1.12)
    turn = uniform(n, -0.25, 0.25) if hard else uniform(n, -0.08, 0.08)
    flip = (torch.rand(n) < 0.5).float() * 2 - 1
    stretch = uniform(n, 0.88, 1.14) if hard else uniform(n, 0.94, 1.06)
    reach = 0.25 if hard else 0.1
    ratio = width / height
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0], theta[:, 0, 1] = scale * flip * turn.cos(), -scale * turn.sin()
    theta[:, 1, 0], theta[:, 1, 1] = scale * flip * turn.sin() * ratio, scale * stretch * turn.cos() * ratio
    theta[:, 0, 2], theta[:, 1, 2] = uniform(n, -reach, reach), uniform(n, -reach, reach)
    grid = F.affine_grid(theta, (n, 4, size, size), align_corners=False)
    return F.grid_sample(x, grid, padding_mode="border", align_corners=False)


def backgrounds(photos: torch.Tensor, n: int, size: int) -> torch.Tensor:
    """A plain colour, a cloudy one, or a blurred, enlarged piece of another picture, for each of n."""
    colour = torch.rand(n, 3, 1, 1)
    clouds = F.interpolate(torch.rand(n, 3, 7, 7), size=(size, size), mode="bilinear", align_corners=False) * 0.6 + colour * 0.4
    pieces = photos[torch.randint(len(photos), (n,)), :3, : size // 2, : size // 2]
    pieces = F.interpolate(pieces, size=(size, size), mode="bilinear", align_corners=False)
    kind = torch.rand(n, 1, 1, 1)
    return torch.where(kind < 0.3, colour.expand_as(clouds), torch.where(kind < 0.55, clouds, pieces))


def finish(x: torch.Tensor) -> torch.Tensor:
    n, _, size, _ = x.shape
    x = x * (1 + torch.randn(n, 3, 1, 1) * 0.03)  # white balance
    x = x * uniform(n, 0.75, 1.25)[:, None, None, None] + uniform(n, -0.07, 0.07)[:, None, None, None]
    mean = x.mean((1, 2, 3), keepdim=True)
    x = (x - mean) * uniform(n, 0.8, 1.2)[:, None, None, None] + mean
    blurred = torch.rand(n) < 0.15
    if blurred.any():
        x[blurred] = F.avg_pool2d(F.pad(x[blurred], (1, 1, 1, 1), mode="replicate"), 3, 1)
    x = x + torch.randn_like(x) * (0.03 * torch.rand(n, 1, 1, 1))
    for i in torch.nonzero(torch.rand(n) < 0.15)[:, 0].tolist():  # something stands in front
        h, w = (int(v) for v in torch.randint(size // 8, size // 3, (2,)))
        top, left = int(torch.randint(size - h, (1,))), int(torch.randint(size - w, (1,)))
        x[i, :, top : top + h, left : left + w] = torch.rand(3, 1, 1)
    return (x.clamp(0, 1) - MEAN) / STD


def views(parts: list[tuple[torch.Tensor, str]], size: int, replaced: float = 0.35) -> torch.Tensor:
    """Views of the pictures of each source, one after another: float [n, 3, size, size], normalised for the model."""
    seen = [(view(rgba, size, source in ("photo", "scene")), source) for rgba, source in parts]
    photos = next((x for x, source in seen if source == "photo"), seen[0][0])
    out = []
    for x, source in seen:
        colours, alpha = x[:, :3], x[:, 3:]
        if source not in ("photo", "scene"):
            other = backgrounds(photos, len(x), size)
            chosen = (torch.rand(len(x), 1, 1, 1) < replaced).float()
            colours = colours * (1 - chosen * (1 - alpha)) + other * chosen * (1 - alpha)
        out.append(colours)
    return finish(torch.cat(out))
