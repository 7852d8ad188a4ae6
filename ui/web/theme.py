"""The look: calm colours, and only fonts that the reader's own machine has."""

from __future__ import annotations

import gradio as gr

_TEXT = ("ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
_CODE = ("ui-monospace", "SFMono-Regular", "Consolas", "monospace")


def theme() -> gr.themes.Base:
    """Gradio's default with a quiet accent and system fonts: nothing is fetched."""
    look = gr.themes.Default(
        primary_hue=gr.themes.colors.teal,
        secondary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_lg,
        font=[gr.themes.Font(name) for name in _TEXT],
        font_mono=[gr.themes.Font(name) for name in _CODE],
    )
    # Gradio's own shades: too light for white words on them, and too faint to be read.
    return look.set(
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_600",
        button_primary_text_color="white",
        button_primary_text_color_dark="white",
    )
