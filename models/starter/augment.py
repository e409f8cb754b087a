"""Makes training views of the cached pictures: shop pictures, street photos, and shop pictures as a shopper would photograph them."""
import math

import torch
import torch.nn.functional as F

MEAN = torch.tensor([0.48145466, 0.4578275, 0.40821073])[:, None, None]
STD = torch.tensor([0.26862954, 0.26130258, 0.27577711])[:, None, None]
# How far each kind of view is moved: scale, turn (radians), shift, stretch, bend. What is cut out is also seen from further away.
MOVES = {
    "shop": {"scale": (0.8, 1.12), "turn": 0.08, "shift": 0.1, "stretch": 0.06, "bend": 0.0},
    "street": {"scale": (0.55, 1.15), "turn": 0.3, "shift": 0.25, "stretch": 0.14, "bend": 0.02},
    "shopper": {"scale": (0.75, 1.9), "turn": 0.45, "shift": 0.3, "stretch": 0.2, "bend": 0.035},
}
REPLACED = 0.25  # share of shop pictures that are set on another ground


def uniform(n: int, low: float, high: float) -> torch.Tensor:
    return torch.empty(n).uniform_(low, high)


def clouds(n: int, channels: int, size: int, detail: int) -> torch.Tensor:
    """Smooth noise between 0 and 1."""
    return F.interpolate(torch.rand(n, channels, detail, detail), size=(size, size), mode="bilinear", align_corners=False)


def moved(rgba: torch.Tensor, size: int, how: str) -> torch.Tensor:
    """uint8 [n, height, width, 4] -> float [n, 4, size, size]; the middle square, moved, turned, scaled and bent."""
    n, height, width, _ = rgba.shape
    x = rgba.permute(0, 3, 1, 2).float().div_(255)
    limits = MOVES[how]
    scale, turn = uniform(n, *(math.log(s) for s in limits["scale"])).exp(), uniform(n, -limits["turn"], limits["turn"])
    if how == "shopper":  # laid on a bed or the floor, it may lie any way round
        turn = torch.where(torch.rand(n) < 0.12, uniform(n, -math.pi, math.pi), turn)
    flip = (torch.rand(n) < 0.5).float() * 2 - 1
    stretch = uniform(n, -limits["stretch"], limits["stretch"]).exp()
    ratio = width / height
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0], theta[:, 0, 1] = scale * flip * turn.cos(), -scale * turn.sin()
    theta[:, 1, 0], theta[:, 1, 1] = scale * stretch * flip * turn.sin() * ratio, scale * stretch * turn.cos() * ratio
    theta[:, 0, 2], theta[:, 1, 2] = uniform(n, -limits["shift"], limits["shift"]), uniform(n, -limits["shift"], limits["shift"])
    grid = F.affine_grid(theta, (n, 4, size, size), align_corners=False)
    if limits["bend"]:
        bend = F.interpolate(torch.randn(n, 2, 5, 5) * limits["bend"], size=(size, size), mode="bicubic", align_corners=False)
        grid = grid + bend.permute(0, 2, 3, 1)
    return F.grid_sample(x, grid, padding_mode="zeros" if how == "shopper" else "border", align_corners=False)


def grounds(photos: torch.Tensor, n: int, size: int) -> torch.Tensor:
    """A plain colour, a cloudy one, or an enlarged piece of a photo, for each of n."""
    colour = torch.rand(n, 3, 1, 1)
    cloudy = clouds(n, 3, size, 7) * 0.6 + colour * 0.4
    chosen = photos[torch.randint(len(photos), (n,))].permute(0, 3, 1, 2)[:, :3].float().div_(255)
    theta = torch.zeros(n, 2, 3)
    zoom = uniform(n, 0.25, 0.9)
    theta[:, 0, 0], theta[:, 1, 1] = zoom * ((torch.rand(n) < 0.5).float() * 2 - 1), zoom
    theta[:, 0, 2], theta[:, 1, 2] = uniform(n, -1, 1) * (1 - zoom), uniform(n, -1, 1) * (1 - zoom)
    pieces = F.grid_sample(chosen, F.affine_grid(theta, (n, 3, size, size), align_corners=False), align_corners=False)
    kind = torch.rand(n, 1, 1, 1)
    return torch.where(kind < 0.12, colour.expand_as(cloudy), torch.where(kind < 0.3, cloudy, pieces))


def lit(x: torch.Tensor) -> torch.Tensor:
    """Under a light that is uneven and not white."""
    n, _, size, _ = x.shape
    return x * (0.65 + 0.7 * clouds(n, 1, size, 3)) * (1 + torch.randn(n, 3, 1, 1) * 0.05)


def finish(x: torch.Tensor) -> torch.Tensor:
    n, _, size, _ = x.shape
    gain = uniform(n, 0.75, 1.25)[:, None, None, None] * (1 + torch.randn(n, 3, 1, 1) * 0.03)  # light, white balance
    x = x * gain + uniform(n, -0.07, 0.07)[:, None, None, None]
    mean = x.mean((1, 2, 3), keepdim=True)
    x = (x - mean) * uniform(n, 0.8, 1.2)[:, None, None, None] + mean
    blurred = torch.rand(n) < 0.15
    if blurred.any():
        x[blurred] = F.avg_pool2d(F.pad(x[blurred], (1, 1, 1, 1), mode="replicate"), 3, 1)
    grainy = torch.rand(n) < 0.4
    x[grainy] += torch.randn_like(x[grainy]) * uniform(int(grainy.sum()), 0, 0.04)[:, None, None, None]
    for i in torch.nonzero(torch.rand(n) < 0.15)[:, 0].tolist():  # something stands in front
        h, w = (int(v) for v in torch.randint(size // 8, size // 3, (2,)))
        top, left = int(torch.randint(size - h, (1,))), int(torch.randint(size - w, (1,)))
        x[i, :, top : top + h, left : left + w] = torch.rand(3, 1, 1)
    return (x.clamp(0, 1) - MEAN) / STD


def shop_views(rgba: torch.Tensor, photos: torch.Tensor, size: int) -> torch.Tensor:
    x = moved(rgba, size, "shop")
    chosen = torch.nonzero(torch.rand(len(x)) < REPLACED)[:, 0]
    alpha = x[chosen, 3:]
    x[chosen, :3] = x[chosen, :3] * alpha + grounds(photos, len(chosen), size) * (1 - alpha)
    return x[:, :3]


def street_views(rgba: torch.Tensor, size: int) -> torch.Tensor:
    return lit(moved(rgba, size, "street")[:, :3])


def shopper_views(rgba: torch.Tensor, photos: torch.Tensor, size: int) -> torch.Tensor:
    """A product cut out of its white ground, turned and bent, on a piece of a street photo, with its shadow, in uneven light."""
    x = moved(rgba, size, "shopper")
    colours, alpha = x[:, :3], -F.max_pool2d(-x[:, 3:], 3, 1, 1)  # a little less, or white rims tell it was cut out
    shadow = F.avg_pool2d(alpha.roll((size // 24, size // 32), (2, 3)), 9, 1, 4) * uniform(len(x), 0, 0.5)[:, None, None, None]
    return lit(colours * alpha + grounds(photos, len(x), size) * (1 - shadow) * (1 - alpha))


def views(parts: list[tuple[torch.Tensor, str]], photos: torch.Tensor, size: int) -> torch.Tensor:
    """Views of pictures as "shop", "street" or "shopper", one part after another: float [n, 3, size, size], as the model takes them.

    `photos` are street photos to cut grounds from.
    """
    seen = {"shop": lambda rgba: shop_views(rgba, photos, size), "street": lambda rgba: street_views(rgba, size),
            "shopper": lambda rgba: shopper_views(rgba, photos, size)}
    return finish(torch.cat([seen[how](rgba) for rgba, how in parts]))
