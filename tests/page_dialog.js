// Every button of the open dialog that is small, cut off, out of reach or over another.
() => {
    const wrong = [];
    const dialog = document.querySelector("dialog[open]");
    const called = (one) => `"${one.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}"`;
    const buttons = [...dialog.querySelectorAll("button")].filter((one) => one.checkVisibility());
    const boxes = buttons.map((one) => {
        const { x, y, width, height } = one.getBoundingClientRect();
        return new DOMRect(x, y + dialog.scrollTop, width, height);
    });
    buttons.forEach((one, i) => {
        const box = boxes[i];
        if (Math.min(box.width, box.height) < 64) wrong.push(`${called(one)} is small`);
        if (one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight) {
            wrong.push(`${called(one)} does not fit`);
        }
        boxes.slice(0, i).forEach((other, j) => {
            const wide = Math.min(box.right, other.right) - Math.max(box.left, other.left);
            const high = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
            if (wide > 0 && high > 0) wrong.push(`${called(one)} lies over ${called(buttons[j])}`);
        });
        one.scrollIntoView({ block: "nearest" });
        const { top, bottom, left, right } = one.getBoundingClientRect();
        if (top < 0 || left < 0 || bottom > innerHeight || right > innerWidth) {
            wrong.push(`${called(one)} is out of reach`);
        }
    });
    dialog.scrollTop = 0;
    return wrong;
}
