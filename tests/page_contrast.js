// Everything on the live page that is too faint, as WCAG 2.1 AA has it (1.4.3, 1.4.11).
() => {
    const wrong = [];
    const read = (colour) => {
        const [r, g, b, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
        return { rgb: [r, g, b], alpha };
    };
    const over = (front, alpha, back) => front.map((c, i) => alpha * c + (1 - alpha) * back[i]);
    const light = (rgb) => {
        const [r, g, b] = rgb.map((c) => {
            const part = c / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const groundOf = (one) => {
        if (!one) return [255, 255, 255];
        const { rgb, alpha } = read(getComputedStyle(one).backgroundColor);
        return alpha === 1 ? rgb : over(rgb, alpha, groundOf(one.parentElement));
    };
    const opacityOf = (one) => (one ? Number(getComputedStyle(one).opacity) * opacityOf(one.parentElement) : 1);
    const check = (one, what, colour, ground, least) => {
        const { rgb, alpha } = read(colour);
        const both = [over(rgb, alpha * opacityOf(one), ground), ground].map(light);
        const ratio = (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
        if (ratio < least) {
            wrong.push(`${what} of ${one.tagName}#${one.id} "${one.textContent.trim().slice(0, 30)}": ${ratio.toFixed(2)}`);
        }
    };
    const isShown = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".unseen, :disabled");
    const modal = document.querySelector("dialog[open]");
    for (const one of (modal ?? document.body).querySelectorAll("*")) {
        const style = getComputedStyle(one);
        if (!isShown(one)) continue;
        if ([...one.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) {
            const size = parseFloat(style.fontSize);
            const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
            check(one, "text", style.color, groundOf(one), isLarge ? 3 : 4.5);
        }
        if (one.matches(".bar s, .dot") && one.getBoundingClientRect().width) {
            const isOutline = style.borderTopStyle === "dashed";
            check(one, "shape", isOutline ? style.borderTopColor : style.backgroundColor, groundOf(one.parentElement), 3);
        }
        if (one.matches("canvas")) check(one, "curve", colourOf(one, "--curve"), groundOf(one), 3);
        if (one.matches("button, a")) check(one, "focus", colourOf(one, "--curve"), groundOf(one.parentElement), 3);
        if (one.matches("[aria-pressed=true]")) check(one, "choice", style.borderTopColor, groundOf(one), 3);
    }
    return wrong;

    function colourOf(one, name) {
        const probe = document.createElement("i");
        probe.style.color = getComputedStyle(one).getPropertyValue(name);
        document.body.append(probe);
        const { color } = getComputedStyle(probe);
        probe.remove();
        return color;
    }
}
