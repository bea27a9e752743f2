// The pages beside the form: the Word file itself, drawn by the server, a picture a page.

import { make } from "/form.js";

/** The last key is so long ago, in ms, before pages are asked for. */
const PAUSE = 300;
const DPI = { least: 36, most: 300 };
const ZOOMS = [50, 75, 100, 125, 150, 200];
/** Dots of the screen to an inch of paper at 100 %, as CSS counts. */
const INCH = 96;
/** Points to an inch: pages come in points. */
const POINTS = 72;

/** The field that an element of the form belongs to. */
const pointerOf = (element) => element.id?.startsWith("m/") ? decodeURIComponent(element.id.slice(1)) : null;

/** Shows the pages of what is in the form, where the user is writing. */
export class Preview {
  /**
   * @param ask asks the server: (method, path, sent, signal)
   * @param sent gives what the server is sent: the form's values, and their draft
   * @param form the form's element
   * @param hide what the button for it does
   */
  constructor(ask, sent, form, hide) {
    Object.assign(this, { ask, sent, zoom: 0, id: 0, places: {}, at: null, timer: null, stop: null, on: false });
    this.count = make("p", { class: "count", role: "status" });
    this.note = make("p", { class: "note", role: "status" });
    this.sheets = make("ol", { class: "sheets", tabindex: "0", "aria-label": "Các trang xem trước" });
    const button = (words, label, action) => make("button", { type: "button", class: "small", "aria-label": label, title: label, onclick: action }, words);
    this.level = make("span", { class: "zoom" });
    this.element = make("section", { class: "preview", id: "preview", "aria-labelledby": "h-preview", hidden: "" },
      make("div", { class: "head" }, make("h2", { id: "h-preview" }, "Xem trước"), this.count,
        button("−", "Thu nhỏ trang", () => this.step(-1)), this.level, button("+", "Phóng to trang", () => this.step(1)),
        button("Vừa khung", "Trang vừa khung", () => this.resize(0)), button("Ẩn", "Ẩn bản xem trước", hide)),
      make("p", { class: "quiet" }, "Bản xem trước; Word có thể ngắt trang hơi khác"), this.note, this.sheets);
    this.near = new IntersectionObserver((seen) => {
      for (const { target, isIntersecting } of seen) {
        target.near = isIntersecting;
        if (isIntersecting) this.paint(target);
      }
    }, { root: this.sheets, rootMargin: "50% 0px" });
    this.frame = new ResizeObserver(() => this.fit());
    this.frame.observe(this.sheets);
    form.addEventListener("focusin", (event) => this.moved(event.target));
    form.addEventListener("keyup", (event) => this.moved(event.target, false));
  }

  /** Shows or hides itself; hidden, it asks for nothing. */
  show(on) {
    this.on = on;
    this.element.hidden = !on;
    if (on) this.draw();
    else this.halt();
  }

  /** The form is gone. */
  halt() {
    clearTimeout(this.timer);
    this.stop?.abort();
  }

  /** Something was typed. */
  changed() {
    if (!this.on) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), PAUSE);
  }

  // An older request is given up: only the newest matters.
  async draw() {
    clearTimeout(this.timer);
    this.stop?.abort();
    const { signal } = this.stop = new AbortController();
    let answer;
    try {
      answer = await this.ask("POST", "/api/preview", this.sent(), signal);
    } catch (error) {
      if (!signal.aborted) this.say(error.message);
      return;
    }
    if (signal.aborted) return;
    if (answer.ok) return this.drawn(answer.body);
    // Another window came in between, or the engine has its hands full.
    if (answer.status === 409 || answer.status === 503) this.timer = setTimeout(() => this.draw(), 2 * PAUSE);
    else if (answer.body.findings) this.say("Trang chưa vẽ lại được: có mục phải sửa, xem chỗ báo đỏ trong biểu mẫu.");
    else this.say(answer.body.error || "Không vẽ được trang.");
  }

  say(words) {
    if (this.note.textContent !== words) this.note.textContent = words;
    this.sheets.classList.toggle("old", Boolean(words));
  }

  drawn({ id, pages, places }) {
    Object.assign(this, { id, places });
    this.say("");
    const words = pages.length + " trang";
    if (this.count.textContent !== words) this.count.textContent = words;
    const all = [...this.sheets.children];
    for (const gone of all.splice(pages.length)) { this.near.unobserve(gone); gone.remove(); }
    while (all.length < pages.length) {
      const sheet = make("li", { class: "sheet" });
      all.push(sheet);
      this.sheets.append(sheet);
      this.near.observe(sheet);
    }
    all.forEach((sheet, nth) => {
      sheet.size = pages[nth];
      sheet.style.aspectRatio = pages[nth].join(" / ");
      sheet.label = "Trang " + (nth + 1) + " trong " + pages.length + " trang của bản xem trước";
    });
    this.fit();
    this.follow();
  }

  // Looks

  step(by) {
    const now = this.zoom || Math.round(100 * this.scale());
    const next = by > 0 ? ZOOMS.find((zoom) => zoom > now) : ZOOMS.findLast((zoom) => zoom < now);
    if (next) this.resize(next);
  }

  resize(zoom) {
    this.zoom = zoom;
    this.fit();
    this.follow();
  }

  /** How large the first page is shown: 1 as on paper. */
  scale() {
    const [width] = this.sheets.firstElementChild?.size ?? [POINTS * 8];
    return this.zoom ? this.zoom / 100 : (this.room() * POINTS) / (width * INCH);
  }

  room() {
    const style = getComputedStyle(this.sheets);
    return this.sheets.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  }

  fit() {
    if (!this.on || !this.room()) return;
    this.level.textContent = Math.round(100 * this.scale()) + " %";
    for (const sheet of this.sheets.children) {
      const width = Math.round(this.zoom ? (sheet.size[0] * INCH * this.zoom) / (100 * POINTS) : this.room());
      sheet.style.width = width + "px";
      sheet.dpi = Math.round((width * devicePixelRatio * POINTS) / sheet.size[0]);
      if (sheet.near) this.paint(sheet);
    }
  }

  // The old picture stays until the new one is there. What is out of sight is painted when it comes
  // into sight.
  async paint(sheet) {
    const nth = [...this.sheets.children].indexOf(sheet);
    const dpi = Math.min(DPI.most, Math.max(DPI.least, sheet.dpi));
    const address = "/api/preview/" + this.id + "/" + nth + "/" + dpi;
    if (sheet.asked === address) return;
    sheet.asked = address;
    const image = make("img", { src: address, alt: sheet.label });
    try {
      await image.decode();
    } catch {
      // It was replaced by a newer one, or is asked for again with the next change.
      if (sheet.asked === address) sheet.asked = null;
      return;
    }
    if (sheet.asked === address) sheet.replaceChildren(image);
  }

  // Where the user is

  moved(element, follow = true) {
    const pointer = pointerOf(element);
    if (!pointer) return;
    // Each line of a text is a paragraph of its own.
    const before = element.tagName === "TEXTAREA" ? element.value.slice(0, element.selectionStart) : "";
    const line = before.split("\n").slice(0, -1).filter((line) => line.trim()).length;
    const same = this.at?.pointer === pointer && this.at.line === line;
    this.at = { pointer, line };
    if (follow || !same) this.follow();
  }

  /** Where a value stands; a cell's is its row's, a group's is its first value's. */
  place() {
    if (!this.at) return null;
    const steps = this.at.pointer.split("/");
    for (let length = steps.length; length > 1; length -= 1) {
      const at = steps.slice(0, length).join("/");
      const places = this.places[at] ?? (length === steps.length && Object.entries(this.places).find(([one]) => one.startsWith(at + "/"))?.[1]);
      if (!places?.length) continue;
      const row = steps.slice(length).map(Number).find(Number.isInteger);
      return places[Math.min(row ?? this.at.line, places.length - 1)];
    }
    return null;
  }

  follow() {
    const place = this.on && this.place();
    const sheet = place && this.sheets.children[place[0]];
    if (!sheet) return;
    const { clientHeight: height, scrollTop: top } = this.sheets;
    const down = sheet.offsetTop - this.sheets.offsetTop + place[1] * sheet.offsetHeight;
    if (down < top + 0.05 * height || down > top + 0.9 * height) this.sheets.scrollTop = down - 0.35 * height;
  }
}
