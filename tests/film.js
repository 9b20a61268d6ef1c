// Films a figure from the side that hinges by given angles, 50 of them a second; gives it as base64.
async (angles) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 360 });
    const paint = canvas.getContext("2d");
    const camera = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm;codecs=vp8" });
    const parts = [];
    camera.ondataavailable = (event) => parts.push(event.data);
    const isOver = new Promise((done) => { camera.onstop = done; });
    const beganMs = performance.now();
    draw(angles[0]);
    camera.start(100);
    await new Promise((done) => {
        const timer = setInterval(() => {
            const at = Math.floor((performance.now() - beganMs) / 20);
            if (at < angles.length) return void draw(angles[at]);
            clearInterval(timer);
            done();
        }, 20);
    });
    camera.stop();
    await isOver;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));

    function draw(deg) {
        const x = Math.sin(deg * Math.PI / 180), y = Math.cos(deg * Math.PI / 180);
        const hip = [230 - 60 * x, 200], neck = [hip[0] + 105 * x, 200 - 105 * y];
        paint.fillStyle = "#8fa3ad";
        paint.fillRect(0, 0, 480, 360);
        paint.fillStyle = "#5d6b72";
        paint.fillRect(0, 320, 480, 40);
        limb(16, [262, 318], [232, 318], [240, 262], hip, neck);
        limb(10, [neck[0], neck[1] + 12], [neck[0] + 6, neck[1] + 98]);
        disc(20, neck[0] + 26 * x, neck[1] - 26 * y);
        disc(22, neck[0] + 6, neck[1] + 104);
    }

    function limb(width, first, ...others) {
        Object.assign(paint, { strokeStyle: "#10181c", lineWidth: width, lineCap: "round", lineJoin: "round" });
        paint.beginPath();
        paint.moveTo(...first);
        for (const joint of others) paint.lineTo(...joint);
        paint.stroke();
    }

    function disc(radius, x, y) {
        paint.fillStyle = "#10181c";
        paint.beginPath();
        paint.arc(x, y, radius, 0, 7);
        paint.fill();
    }
}
