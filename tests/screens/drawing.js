// Draws documents with Amazon's own engine, one after the other in the same page.

// The engine would fetch Amazon's fonts from Amazon. Another one stands in for them, which is the same on every machine.
window.standIn = async font => {
    const bytes = Uint8Array.from(atob(font), one => one.charCodeAt(0));
    for (const sheet of document.styleSheets)
        for (let at = sheet.cssRules.length - 1; at >= 0; at--)
            if (sheet.cssRules[at] instanceof CSSFontFaceRule) sheet.deleteRule(at);
    for (const family of ["amazon-ember-display", "Bookerly"])
        document.fonts.add(await new FontFace(family, bytes, {weight: "300 800"}).load());
};

// What the engine complains of. Whom it first complained to it remembers, so that is one and the same for all drawings.
window.complaints = [];
const hear = (level, logger, message) => complaints.push(`${logger}: ${message}`);

window.draw = async ({apl, datasources, viewport}) => {
    window.drawn?.destroy();
    document.body.replaceChildren();
    const view = document.body.appendChild(document.createElement("div"));
    complaints.length = 0;
    const content = AplRenderer.Content.create(JSON.stringify(apl));
    content.addData("payload", JSON.stringify(datasources));
    window.drawn = AplRenderer.default.create({
        content, view, viewport, mode: viewport.mode, theme: "dark", notLoadFonts: true,
        utcTime: Date.now(), localTimeAdjustment: 0, environment: {agentName: "tests", agentVersion: "1"},
        logLevel: "warn", logTransport: hear,
        onRunTimeError: errors => complaints.push(...errors.map(error => JSON.stringify(error))),
    });
    await drawn.init();
};

const meet = (one, other) => {
    const [left, top] = [Math.max(one.left, other.left), Math.max(one.top, other.top)];
    const [right, bottom] = [Math.min(one.right, other.right), Math.min(one.bottom, other.bottom)];
    return {left, top, right: Math.max(left, right), bottom: Math.max(top, bottom)};
};
const plain = ({left, top, right, bottom}) => ({left, top, right, bottom});

// Returns every line of text that is drawn: what it says, of which text it is, where it is, and what of it is seen.
window.lines = () => {
    const found = [], view = document.body.firstChild;
    const walker = document.createTreeWalker(view, NodeFilter.SHOW_TEXT, node =>
        node.data.trim() && node.parentElement.checkVisibility({checkOpacity: true, checkVisibilityCSS: true})
            ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT);
    for (let node; (node = walker.nextNode());) {
        let clip = plain(view.getBoundingClientRect()), scrolls = false;
        for (let around = node.parentElement; around !== view; around = around.parentElement) {
            scrolls ||= around.classList.contains("scrollView");
            if (getComputedStyle(around).overflow !== "visible") clip = meet(clip, around.getBoundingClientRect());
        }
        const range = document.createRange(), of = node.parentElement.closest("[id], text");
        range.setStart(node, node.data.search(/\S/));
        range.setEnd(node, node.data.trimEnd().length);
        for (const box of range.getClientRects())
            found.push({text: node.data.trim(), of: of.id, box: plain(box), seen: meet(box, clip), scrolls});
    }
    return found;
};
