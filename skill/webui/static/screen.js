// The device's screen. Amazon's engine draws it in a frame of its own; its words are there for everybody.

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
  #undrawable = null; // what the engine could not draw
  #loaded = null;
  #onTouch;

  /** Whether Amazon's engine is installed. */
  hasEngine = false;

  /** `onTouch` is told what was touched, in words. */
  constructor({ onTouch }) {
    this.#onTouch = onTouch;
    addEventListener("message", (event) => {
      if (event.source === this.#frame.contentWindow) this.#told(event.data);
    });
    new ResizeObserver(() => this.#fit()).observe(this.#stage);
  }

  /** Become the screen of another kind of device; of one without a screen where the kind is empty. */
  become(kind) {
    this.#viewport = VIEWPORTS[kind] ?? null;
    this.#stage.hidden = this.#viewport === null;
    document.querySelector("main").classList.toggle("with-screen", this.#viewport !== null);
    this.#stage.classList.toggle("round", this.#viewport?.shape === "ROUND");
    this.#draw();
  }

  /** Show what a reply brought for the screen; without anything the screen stays as it is. */
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
    const cannot = !this.hasEngine || (this.#shown !== null && this.#shown === this.#undrawable);
    const isDrawn = this.#viewport !== null && this.#shown !== null && !cannot;
    this.#missing.hidden = this.#viewport === null || !cannot;
    this.#missing.querySelector("span").textContent = this.hasEngine ? "could not draw this" : "is not installed here";
    this.#stage.classList.toggle("worded", cannot);
    this.#stage.classList.toggle("drawn", isDrawn);
    this.#frame.hidden = !isDrawn;
    this.#say();
    this.#fit(!cannot);
    this.#stage.setAttribute("aria-busy", `${isDrawn}`);
    if (!isDrawn) return;
    const { document: apl, datasources } = this.#shown;
    const asked = { document: apl, datasources, viewport: this.#viewport };
    this.#load().then(() => this.#frame.contentWindow.postMessage(asked, "*")); // the frame has no origin of its own
  }

  #load() {
    this.#loaded ??= new Promise((resolve) => {
      this.#frame.addEventListener("load", resolve, { once: true });
      this.#frame.src = "/page/drawing";
    });
    return this.#loaded;
  }

  #fit(isRoomKept = !this.#stage.classList.contains("worded")) {
    if (!isRoomKept) this.#stage.style.height = "";
    if (!this.#viewport || !isRoomKept) return;
    const { width, height } = this.#viewport;
    const scale = this.#stage.clientWidth / width;
    Object.assign(this.#frame.style, { width: `${width}px`, height: `${height}px`, transform: `scale(${scale})` });
    this.#stage.style.height = `${height * scale + this.#stage.offsetHeight - this.#stage.clientHeight}px`;
  }

  #say() {
    const { title, lines } = this.#shown?.datasources?.screen ?? {};
    const heading = document.createElement("h3");
    heading.textContent = title ?? "Nothing is on the screen yet";
    const list = document.createElement("ul");
    for (const line of lines ?? []) list.append(Object.assign(document.createElement("li"), { textContent: line }));
    this.#words.replaceChildren(heading, list);
  }

  #told({ touched, drawn, failed }) {
    if (Array.isArray(touched)) this.#onTouch(touched.join(" "));
    if (drawn) this.#stage.setAttribute("aria-busy", "false");
    if (failed) {
      this.#undrawable = this.#shown;
      this.#draw();
    }
  }
}
