// Everything on the live page that is cut off, lies over another or is too small.
() => {
    const wrong = [];
    const main = document.querySelector("#page");
    const isShown = (one) => one.checkVisibility() && !one.closest(".unseen, dialog");
    const hasText = (one) => [...one.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    const isEllipsed = (one) => getComputedStyle(one).textOverflow === "ellipsis";
    const called = (one) => `${one.tagName}#${one.id} "${one.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}"`;
    const leaves = [...main.querySelectorAll("*")].filter((one) =>
        isShown(one) && (hasText(one) || one.matches("canvas, .bar")));
    const boxes = leaves.map((one) => {
        if (!hasText(one)) return one.getBoundingClientRect();
        const range = document.createRange();
        range.selectNodeContents(one);
        const box = range.getBoundingClientRect();
        // Where lines are lower than their font, as those of digits alone, the line is what counts.
        const { lineHeight, fontSize } = getComputedStyle(one);
        const spare = Math.max(0, 1.15 * parseFloat(fontSize) - (parseFloat(lineHeight) || Infinity)) / 2;
        // What is cut with an ellipsis ends where its box does.
        const wide = isEllipsed(one) ? Math.min(box.width, one.clientWidth) : box.width;
        return new DOMRect(box.x, box.y + spare, wide, box.height - 2 * spare);
    });
    leaves.forEach((one, i) => {
        const box = boxes[i];
        const isIn = box.left >= -1 && box.right <= innerWidth + 1
            && box.top >= -1 && box.bottom <= innerHeight + 1;
        if (!isIn) {
            wrong.push(`${called(one)} leaves the screen`);
        }
        for (let around = one; around !== main; around = around.parentElement) {
            const outer = around.getBoundingClientRect();
            const isCut = around !== one && getComputedStyle(around).overflow !== "visible";
            const isBlock = getComputedStyle(around).display !== "inline";
            if (isBlock && !isEllipsed(around) && around.scrollWidth > around.clientWidth + 1) {
                wrong.push(`${called(one)} does not fit ${called(around)}`);
                break;
            }
            if (isCut && (box.bottom > outer.bottom + 1 || box.top < outer.top - 1)) {
                wrong.push(`${called(one)} is cut off`);
            }
        }
        boxes.slice(0, i).forEach((other, j) => {
            if (leaves[j].contains(one)) return;
            const wide = Math.min(box.right, other.right) - Math.max(box.left, other.left);
            const high = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
            if (wide > 1 && high > 1) wrong.push(`${called(one)} lies over ${called(leaves[j])}`);
        });
    });
    for (const one of main.querySelectorAll("button, a")) {
        const box = one.getBoundingClientRect();
        if (isShown(one) && Math.min(box.width, box.height) < 64) wrong.push(`${called(one)} is small`);
    }
    return wrong;
}
