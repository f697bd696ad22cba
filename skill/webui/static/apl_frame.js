// APL frame: draws screens with Amazon's APL viewhost, in a frame of an opaque origin. The page around it posts
// {document, datasources, viewport}, and gets {touched}, {drawn}, or {failed}. The server inlines the frame's scripts.
"use strict";

const TOUCH_DELAY_MS = 510; // in which the viewhost takes no touch on a new screen

const view = document.getElementById("view");
let drawn = null;
let latest = 0;

const started = new Promise((resolve, reject) => {
  const engine = document.createElement("script");
  engine.nonce = document.currentScript.nonce;
  engine.textContent = document.getElementById("engine").textContent;
  document.head.append(engine); // which runs it
  removeRemoteFonts(); // before any is requested
  if (typeof AplRenderer === "undefined") reject(new Error("the viewhost does not start"));
  else AplRenderer.initEngine().then(resolve, reject); // at once: the event that it waits for comes only once
});

function removeRemoteFonts() {
  for (const { sheet } of document.querySelectorAll("style")) {
    for (let n = sheet.cssRules.length - 1; n >= 0; n--) {
      if (sheet.cssRules[n] instanceof CSSFontFaceRule) sheet.deleteRule(n);
    }
  }
}

async function draw({ document: apl, datasources, viewport }) {
  const number = ++latest;
  await started;
  if (number !== latest) return; // another screen came meanwhile
  const content = AplRenderer.Content.create(JSON.stringify(apl));
  for (const name of apl.mainTemplate.parameters ?? []) content.addData(name, JSON.stringify(datasources));
  drawn?.destroy();
  view.replaceChildren();
  view.style.width = `${viewport.width}px`;
  view.style.height = `${viewport.height}px`;
  const renderer = AplRenderer.default.create({
    content,
    view,
    viewport,
    mode: viewport.mode,
    theme: "dark",
    environment: { agentName: "trust-steps", agentVersion: "1" },
    utcTime: Date.now(),
    localTimeAdjustment: 0,
    logLevel: "warn",
    notLoadFonts: true,
    onSendEvent: (event) => post({ touched: (event.arguments ?? []).map(String) }),
  });
  drawn = renderer;
  await renderer.init();
  setTimeout(() => number === latest && post({ drawn: true }), TOUCH_DELAY_MS);
}

function post(message) {
  parent.postMessage(message, "*"); // only pages from here can frame this one
}

addEventListener("message", (event) => {
  if (event.source === parent) draw(event.data).catch((error) => post({ failed: `${error?.message ?? error}` }));
});
started.catch(() => {}); // draw() reports it
