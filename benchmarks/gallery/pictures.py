"""Draws the gallery's figures."""

from pathlib import Path

DOCS = Path(__file__).parent.parent.parent / "docs"
INK, QUIET, HUES = "#3a3531", "#b9b0a5", ("#4f6d7a", "#b0763b", "#7a5a78")


def line_figure(name: str, title: str, along: str, lines: dict[str, list[float]]) -> None:
    low, high = min(min(v) for v in lines.values()), max(max(v) for v in lines.values())

    def at(i: int, v: float, n: int) -> str:
        return f"{50 + 520 * i / (n - 1):.1f},{210 - 160 * (v - low) / (high - low or 1):.1f}"

    drawn = [
        f'<polyline fill="none" stroke="{hue}" stroke-width="2" points="{" ".join(at(i, v, len(vs)) for i, v in enumerate(vs))}"/>'
        for (_n, vs), hue in zip(lines.items(), HUES, strict=False)
    ]
    scale = f'<text x="44" y="214" text-anchor="end">{low:.2f}</text><text x="44" y="54" text-anchor="end">{high:.2f}</text><text x="570" y="232" text-anchor="end">{along}</text>'
    write_figure(name, title, [*drawn, scale], [n for n in lines if n])


def bar_figure(name: str, title: str, labels: list[str], groups: dict[str, list[float]]) -> None:
    highest, wide = max(max(v) for v in groups.values()), 520 / len(labels)
    drawn = []
    for g, (values, hue) in enumerate(zip(groups.values(), HUES, strict=False)):
        for i, v in enumerate(values):
            tall = 150 * v / highest
            drawn.append(
                f'<rect x="{55 + i * wide + g * wide / 4:.1f}" y="{210 - tall:.1f}" width="{wide / 4.5:.1f}" height="{tall:.1f}" fill="{hue}"/>'
            )
    drawn += [
        f'<text x="{55 + (i + 0.4) * wide:.1f}" y="226" text-anchor="middle">{label}</text>'
        for i, label in enumerate(labels)
    ]
    write_figure(name, title, [*drawn, f'<text x="44" y="64" text-anchor="end">{highest:.2f}</text>'], list(groups))


def write_figure(name: str, title: str, drawn: list[str], key: list[str]) -> None:
    keys = "".join(f'<text x="{300 + 110 * i}" y="40" fill="{HUES[i]}">{k}</text>' for i, k in enumerate(key))
    body = f'<rect width="640" height="240" fill="#faf7f2"/><text x="20" y="22" font-size="14">{title}</text>{keys}<path d="M50 50V210H575" fill="none" stroke="{QUIET}"/>'
    text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 240" font-family="sans-serif" font-size="11" fill="{INK}" role="img" aria-label="{title}">{body}{"".join(drawn)}</svg>\n'
    (DOCS / "gallery").mkdir(parents=True, exist_ok=True)
    (DOCS / "gallery" / f"{name}.svg").write_text(text)
