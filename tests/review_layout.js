// Everything on a review page that leaves the screen to the side, is cut off, or is too small to hit.
() => {
    const wrong = [];
    const called = (one) => `${one.tagName}#${one.id}.${one.className} "${one.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}"`;
    const isShown = (one) => one.checkVisibility() && !one.closest(".unseen, #trace, svg");
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > wide) wrong.push("the page is wider than the screen");
    for (const one of document.body.querySelectorAll("*")) {
        if (!isShown(one)) continue;
        const box = one.getBoundingClientRect();
        if (box.width && (box.left < -1 || box.right > wide + 1)) wrong.push(`${called(one)} leaves the screen`);
        const style = getComputedStyle(one);
        const isCutOnPurpose = style.textOverflow === "ellipsis" || one.matches("input, select, textarea");
        if (style.display !== "inline" && one.scrollWidth > one.clientWidth + 1 && !isCutOnPurpose && one.clientWidth) {
            wrong.push(`${called(one)} does not fit into itself`);
        }
        const isTarget = one.matches("button, summary, a.button, #ways a, .chips a, .sessions a, input, select");
        if (isTarget && box.height < 44) wrong.push(`${called(one)} is ${box.height.toFixed(0)} high`);
    }
    return wrong;
}
