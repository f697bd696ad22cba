// Screen of the device. Amazon's APL viewhost draws it in a frame; its text is there also without the viewhost.

const VIEWPORTS = {
  "show-8": { width: 1280, height: 800, dpi: 160, shape: "RECTANGLE", mode: "HUB" },
  "show-5": { width: 960, height: 480, dpi: 160, shape: "RECTANGLE", mode: "HUB" },
  spot: { width: 480, height: 480, dpi: 160, shape: "ROUND", mode: "HUB" },
  tv: { width: 1920, height: 1080, dpi: 320, shape: "RECTANGLE", mode: "TV" },
};

export class Screen {
  #stage = document.getElementById("stage");
  #frame = document.getElementById("drawing");
  #words = document.getElementById("words");
  #missing = document.getElementById("missing");
  #viewport = null;
  #shown = null;
  #undrawable = null; // the directive that the viewhost could not draw
  #loaded = null;
  #onTouch;

  /** Whether Amazon's APL viewhost is installed. */
  hasEngine = false;

  /** `onTouch` is called with the arguments of a touch, as one text. */
  constructor({ onTouch }) {
    this.#onTouch = onTouch;
    addEventListener("message", (event) => {
      if (event.source === this.#frame.contentWindow) this.#onMessage(event.data);
    });
    new ResizeObserver(() => this.#fit()).observe(this.#stage);
  }

  /** Set the kind of device; an empty one has no screen. */
  setDevice(kind) {
    this.#viewport = VIEWPORTS[kind] ?? null;
    this.#stage.hidden = this.#viewport === null;
    document.querySelector("main").classList.toggle("with-screen", this.#viewport !== null);
    this.#stage.classList.toggle("round", this.#viewport?.shape === "ROUND");
    this.#draw();
  }

  /** Show the directive of a reply; without one the screen stays as it is. */
  show(directive) {
    if (!directive) return;
    this.#shown = directive;
    this.#draw();
  }

  clear() {
    this.#shown = null;
    this.#loaded = null;
    this.#frame.removeAttribute("src");
    this.#draw();
  }

  #draw() {
    const isUndrawable = !this.hasEngine || (this.#shown !== null && this.#shown === this.#undrawable);
    const isDrawn = this.#viewport !== null && this.#shown !== null && !isUndrawable;
    this.#missing.hidden = this.#viewport === null || !isUndrawable;
    this.#missing.querySelector("span").textContent = this.hasEngine ? "could not draw this" : "is not installed here";
    this.#stage.classList.toggle("worded", isUndrawable);
    this.#stage.classList.toggle("drawn", isDrawn);
    this.#frame.hidden = !isDrawn;
    this.#showText();
    this.#fit(!isUndrawable);
    this.#stage.setAttribute("aria-busy", `${isDrawn}`);
    if (!isDrawn) return;
    const { document: apl, datasources } = this.#shown;
    const message = { document: apl, datasources, viewport: this.#viewport };
    this.#load().then(() => this.#frame.contentWindow.postMessage(message, "*")); // the frame has no origin of its own
  }

  #load() {
    this.#loaded ??= new Promise((resolve) => {
      this.#frame.addEventListener("load", resolve, { once: true });
      this.#frame.src = "/page/drawing";
    });
    return this.#loaded;
  }

  #fit(keepsHeight = !this.#stage.classList.contains("worded")) {
    if (!keepsHeight) this.#stage.style.height = "";
    if (!this.#viewport || !keepsHeight) return;
    const { width, height } = this.#viewport;
    const scale = this.#stage.clientWidth / width;
    Object.assign(this.#frame.style, { width: `${width}px`, height: `${height}px`, transform: `scale(${scale})` });
    this.#stage.style.height = `${height * scale + this.#stage.offsetHeight - this.#stage.clientHeight}px`;
  }

  #showText() {
    const { title, lines } = this.#shown?.datasources?.screen ?? {};
    const heading = document.createElement("h3");
    heading.textContent = title ?? "Nothing is on the screen yet";
    const list = document.createElement("ul");
    for (const line of lines ?? []) list.append(Object.assign(document.createElement("li"), { textContent: line }));
    this.#words.replaceChildren(heading, list);
  }

  #onMessage({ touched, drawn, failed }) {
    if (Array.isArray(touched)) this.#onTouch(touched.join(" "));
    if (drawn) this.#stage.setAttribute("aria-busy", "false");
    if (failed) {
      this.#undrawable = this.#shown;
      this.#draw();
    }
  }
}
