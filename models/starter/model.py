"""Two towers in CLIP's repository layout: a residual CNN for pictures, a causal transformer for words."""
import math

import torch
import torch.nn.functional as F
from torch import nn

DIM = 256
CHANNELS, BLOCKS, HEAD = (32, 64, 128, 224, 320), (0, 1, 1, 2, 2), 768
VOCABULARY, TOKEN_DIM, WIDTH, LAYERS, HEADS, CONTEXT = 49408, 64, 192, 2, 4, 77


def conv(inputs: int, outputs: int, size: int, stride: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
    )


class Residual(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.first = conv(channels, channels, 3, 1)
        self.second = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.norm = nn.BatchNorm2d(channels)
        nn.init.constant_(self.norm.weight, 0.2)

    def forward(self, x):
        return F.relu(x + self.norm(self.second(self.first(x))))


class Vision(nn.Module):
    """`pixel_values` [batch, 3, 96, 96], normalised as CLIP does -> `image_embeds` [batch, 256], not unit length."""

    def __init__(self):
        super().__init__()
        layers, inputs = [], 3
        for channels, blocks in zip(CHANNELS, BLOCKS):
            layers += [conv(inputs, channels, 3, 2), *(Residual(channels) for _ in range(blocks))]
            inputs = channels
        self.body = nn.Sequential(*layers, conv(inputs, HEAD, 1, 1))
        self.projection = nn.Linear(HEAD, DIM, bias=False)

    def forward(self, pixel_values):
        return self.projection(self.body(pixel_values).mean((2, 3)))


class Layer(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x, mask):
        batch, length, width = x.shape
        split = (batch, length, self.heads, width // self.heads)
        q, k, v = (part.reshape(split).transpose(1, 2) for part in self.qkv(self.norm1(x)).split(width, -1))
        attention = (q @ k.transpose(-1, -2) / math.sqrt(width // self.heads) + mask).softmax(-1) @ v
        x = x + self.out(attention.transpose(1, 2).reshape(batch, length, width))
        up = self.up(self.norm2(x))
        return x + self.down(up * torch.sigmoid(1.702 * up))  # quick_gelu, as in CLIP


class Text(nn.Module):
    """`input_ids` [batch, length], CLIP's tokens -> `text_embeds` [batch, 256], not unit length."""

    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(VOCABULARY, TOKEN_DIM)
        nn.init.zeros_(self.tokens.weight)  # words never seen add nothing
        self.widen = nn.Linear(TOKEN_DIM, WIDTH, bias=False)
        nn.init.normal_(self.widen.weight, std=TOKEN_DIM**-0.5)
        self.positions = nn.Parameter(torch.randn(CONTEXT, WIDTH) * 0.02)
        self.layers = nn.ModuleList(Layer(WIDTH, HEADS) for _ in range(LAYERS))
        self.norm, self.projection = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, DIM, bias=False)
        self.register_buffer("mask", torch.full((CONTEXT, CONTEXT), -1e4).triu(1), persistent=False)

    def forward(self, input_ids):
        length = input_ids.shape[1]
        x = self.widen(self.tokens(input_ids)) + self.positions[:length]
        mask = self.mask[:length, :length]
        for layer in self.layers:
            x = layer(x, mask)
        # The state at the first end-of-text, the largest id; argmax gives the first of equals.
        end = input_ids.argmax(1).reshape(-1, 1, 1).expand(-1, 1, x.shape[-1])
        return self.projection(self.norm(x.gather(1, end)[:, 0]))


class Towers(nn.Module):
    def __init__(self):
        super().__init__()
        self.vision, self.text = Vision(), Text()
        self.scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))
        # Only while training: from our space to that of the CLIP vectors it learns from.
        self.to_clip_text, self.to_clip_image = nn.Linear(DIM, 512, bias=False), nn.Linear(DIM, 512, bias=False)
