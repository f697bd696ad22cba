// Draws screens with Amazon's engine, in a frame of no origin. The page around it sends {document, datasources,
// viewport}; it is told {touched}, {drawn}, or {failed}. The server puts all of the frame's scripts into one page.
"use strict";

const DEAF = 510; // milliseconds in which the engine takes no touch on a new screen

const view = document.getElementById("view");
let drawn = null;
let latest = 0;

const started = new Promise((resolve, reject) => {
  const engine = document.createElement("script");
  engine.nonce = document.currentScript.nonce;
  engine.textContent = document.getElementById("engine").textContent;
  document.head.append(engine); // which runs it
  withoutFontsFromElsewhere(); // before any is asked for
  if (typeof AplRenderer === "undefined") reject(new Error("the engine does not start"));
  else AplRenderer.initEngine().then(resolve, reject); // at once: what it waits for comes only once
});

function withoutFontsFromElsewhere() {
  for (const { sheet } of document.querySelectorAll("style")) {
    for (let n = sheet.cssRules.length - 1; n >= 0; n--) {
      if (sheet.cssRules[n] instanceof CSSFontFaceRule) sheet.deleteRule(n);
    }
  }
}

async function draw({ document: apl, datasources, viewport }) {
  const mine = ++latest;
  await started;
  if (mine !== latest) return; // another screen came meanwhile
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
    onSendEvent: (event) => tell({ touched: (event.arguments ?? []).map(String) }),
  });
  drawn = renderer;
  await renderer.init();
  setTimeout(() => mine === latest && tell({ drawn: true }), DEAF);
}

function tell(what) {
  parent.postMessage(what, "*"); // only pages from here can frame this one
}

addEventListener("message", (event) => {
  if (event.source === parent) draw(event.data).catch((error) => tell({ failed: `${error?.message ?? error}` }));
});
started.catch(() => {}); // it is told when there is something to draw
