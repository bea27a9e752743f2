// The form of a type, drawn from its description and bound to a tree of values.
//
// A value that is not given has no key, one that is cleared is null, all others are the texts that
// were typed. A value is never rewritten while it is typed.

/** Makes an element: attributes, handlers (`onclick`), then children. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/** Files of tables that can be read; the last is named so that the server can say what to do. */
const TABLES = ".xlsx,.ods,.csv,.tsv,.txt,.jsonl,.xls";

/** A button that asks for a file, of a table unless `accept` says so; the box behind it is nobody's
 *  stop. `many`: it asks for several, and takes a list. */
export function picker(id, words, kind, take, accept = TABLES, many = false) {
  const file = make("input", { id, type: "file", class: "file", accept, multiple: many, tabindex: "-1", "aria-hidden": "true", "aria-label": words });
  file.addEventListener("change", async () => {
    if (file.files[0]) await take(many ? [...file.files] : file.files[0]);
    file.value = "";
  });
  return [file, make("button", { type: "button", class: kind, onclick: () => file.click() }, words)];
}

/** A JSON pointer from its steps. */
export const pointer = (path) =>
  path.map((step) => "/" + String(step).replace(/~/g, "~0").replace(/\//g, "~1")).join("");

const idOf = (path) => "m" + encodeURIComponent(pointer(path)).replace(/%2F/g, "/");
const isMap = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const isBare = (value) => value === undefined || (isMap(value) && Object.keys(value).length === 0);

/** A block copied from a spreadsheet: rows of cells; a cell with line breaks stands in quotes. */
export function cells(text) {
  const rows = [[]];
  let cell = "", quoted = false;
  const normal = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < normal.length; at++) {
    const c = normal[at];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (normal[at + 1] === '"') { cell += '"'; at++; }
      else quoted = false;
    } else if (c === '"' && cell === "") quoted = true;
    else if (c === "\t") { rows.at(-1).push(cell.trim()); cell = ""; }
    else if (c === "\n") { rows.at(-1).push(cell.trim()); rows.push([]); cell = ""; }
    else cell += c;
  }
  rows.at(-1).push(cell.trim());
  return rows;
}

/** A size as people read it. */
const sized = (bytes) => bytes < 1 << 20 ? Math.ceil(bytes / 1024) + " kB" : (bytes / (1 << 20)).toFixed(1).replace(".", ",") + " MB";

/** The form. `hooks`: changed(), left(), done(words, undo); sheet(field, path, file), where rows may
 *  come from a file; files, where files are kept: { kept(name), add(field, path, files), drafts(field, path) }. */
export class Form {
  constructor(form, data, hooks) {
    this.form = form;
    this.data = data;
    this.hooks = hooks;
    this.places = new Map();
    this.leftPlaces = new Set();
    /** What was wrong with files that were not taken, by the pointers of their fields. */
    this.troubles = new Map();
    this.showAll = false;
    this.findings = [];
    this.asides = {};
    this.element = make("form", { novalidate: true, autocomplete: "off", onsubmit: (e) => e.preventDefault() });
    this.element.addEventListener("focusout", (event) => this.leave(event));
    this.draw();
  }

  draw() {
    this.places.clear();
    this.element.replaceChildren(...this.form.groups.map((group, nth) => this.group(group, nth)));
    this.mark();
  }

  group(group, nth) {
    const fields = group.fields.map((field) => this.field(field, [field.name], field.required));
    const given = group.fields.some((field) => this.data[field.name] !== undefined);
    if (group.folded && !given) {
      return make("details", { class: "group", id: "g" + nth }, make("summary", {}, group.title), ...fields);
    }
    return make("fieldset", { class: "group", id: "g" + nth }, make("legend", {}, group.title), ...fields);
  }

  // Values

  get(path) {
    return path.reduce((value, step) => (value == null || typeof value !== "object" ? undefined : value[step]), this.data);
  }

  /** The steps of a pointer: rows by their numbers. */
  path(at) {
    let value = this.data;
    return at.split("/").slice(1).map((step) => {
      const key = step.replace(/~1/g, "/").replace(/~0/g, "~");
      const here = Array.isArray(value) ? Number(key) : key;
      value = value?.[here];
      return here;
    });
  }

  /** Sets a value; what stands above it comes to be. */
  set(path, value) {
    let at = this.data;
    path.slice(0, -1).forEach((step, nth) => {
      if (at[step] == null || typeof at[step] !== "object") at[step] = typeof path[nth + 1] === "number" ? [] : {};
      at = at[step];
    });
    at[path.at(-1)] = value;
    this.hooks.changed();
  }

  /** Takes a value away; maps that are empty then go too, rows stay. */
  unset(path) {
    const above = this.get(path.slice(0, -1));
    if (above == null || typeof above !== "object") return;
    delete above[path.at(-1)];
    let up = path.slice(0, -1);
    while (up.length && typeof up.at(-1) !== "number" && isBare(this.get(up))) {
      delete this.get(up.slice(0, -1))[up.at(-1)];
      up = up.slice(0, -1);
    }
    if (typeof up.at(-1) === "number") this.tidy(up.slice(0, -1));
    this.hooks.changed();
  }

  /** A list of nothing but empty rows was not given. */
  tidy(path) {
    const list = this.get(path);
    if (Array.isArray(list) && list.every((row) => row === "" || isBare(row))) this.unset(path);
  }

  /** What the organisation's file says. */
  inherited(path) {
    return path.reduce((value, step) => (isMap(value) ? value[step] : undefined), this.form.organisation || {});
  }

  // Drawing

  field(field, path, must) {
    const value = this.get(path);
    if (field.kind === "object") return this.object(field, path, must);
    if (field.kind === "table" || field.kind === "list") return this.listField(field, path, must);
    if (field.kind === "files") return this.files(field, path, must);
    const id = idOf(path);
    const box = make("div", { class: "field" });
    const control = this.control(field, path, id);
    box.append(this.label(field, must, { for: id }), ...this.help(field, id), control);
    this.inheritance(box, field, path, value);
    this.place(path, box, control, field);
    return box;
  }

  label(field, must, attributes) {
    const name = attributes.for ? "label" : "span";
    const mark = must
      ? make("span", { class: "must", title: "bắt buộc" }, " *")
      : field.filled || field.default !== undefined
        ? make("span", { class: "free" }, " (tự điền nếu để trống)")
        : null;
    return make(name, attributes, field.title, mark);
  }

  help(field, id) {
    const example = field.example && field.kind !== "choice" ? "Ví dụ: " + field.example : null;
    const words = [field.help, field.kind === "long" ? null : example].filter(Boolean);
    if (!words.length) return [];
    return [make("p", { class: "help", id: id + "-help" }, words.map((text) => this.words(text)).join(". "))];
  }

  /** A sentence as such. */
  words(text) {
    return text[0].toUpperCase() + text.slice(1);
  }

  /** The box that a value is typed into. */
  control(field, path, id, label) {
    const value = this.get(path);
    const text = typeof value === "string" ? value : "";
    const described = (field.help || field.example ? id + "-help " : "") + id + "-wrong " + id + "-aside";
    const common = { id, "aria-describedby": label ? id + "-wrong " + id + "-aside" : described, "aria-label": label };
    if (field.kind === "choice" || field.kind === "boolean") {
      const options = field.kind === "boolean" ? [["true", "Có"], ["false", "Không"]] : [...field.options];
      if (text && !options.some(([option]) => option === text)) options.push([text, text + " (không có trong danh sách)"]);
      const none = field.default !== undefined ? "— mặc định: " + ((field.options || []).find(([o]) => o === field.default)?.[1] ?? field.default) + " —" : "— chưa chọn —";
      const select = make("select", { ...common, class: label ? null : "narrow" },
        make("option", { value: "" }, none),
        ...options.map(([option, title]) => make("option", { value: option, selected: option === text }, title)));
      select.addEventListener("change", () => this.typed(path, select.value));
      return select;
    }
    const short = field.format === "ngay" || field.kind === "number" || field.format === "dien-thoai";
    const from = this.inherited(path);
    const hint = value === null ? "(bỏ trống)" : typeof from === "string" ? from : field.format === "ngay" ? "ngày/tháng/năm" : null;
    const box = field.kind === "long"
      ? make("textarea", { ...common, placeholder: field.example, spellcheck: "false" })
      : make("input", { ...common, type: "text", class: short && !label ? "narrow" : null, placeholder: hint,
        inputmode: field.kind === "number" ? "decimal" : null, spellcheck: "false" });
    box.value = text;
    box.addEventListener("input", (event) => { if (!event.isComposing) this.typed(path, box.value); });
    box.addEventListener("compositionend", () => this.typed(path, box.value));
    return box;
  }

  /** A text was typed, or all of it deleted: then the value is not given. */
  typed(path, text) {
    if (text !== "") this.set(path, text);
    else if (typeof path.at(-1) === "number") {
      if (Array.isArray(this.get(path.slice(0, -1)))) { this.set(path, ""); this.tidy(path.slice(0, -1)); }
    } else this.unset(path);
  }

  /** Says where an absent value comes from, and lets it be cleared or taken back. */
  inheritance(box, field, path, value) {
    const from = this.inherited(path);
    if (value === null) {
      box.append(make("p", { class: "from" }, "Mục này được bỏ trống. ",
        this.button("Bỏ lựa chọn này", () => { this.unset(path); this.redraw(path); })));
    } else if (value === "") {
      box.append(make("p", { class: "from" }, "Tệp dữ liệu ghi mục này là chữ rỗng. ",
        this.button("Coi như chưa ghi", () => { this.unset(path); this.redraw(path); })));
    } else if (typeof from === "string") {
      box.append(make("p", { class: "from" }, "Để trống thì lấy của cơ quan: «" + from + "». ",
        this.button("Không ghi mục này", () => { this.set(path, null); this.redraw(path); })));
    }
  }

  button(words, action, kind = "plain") {
    return make("button", { type: "button", class: kind, onclick: action }, words);
  }

  /** Draws all again and comes back to the place. */
  redraw(path) {
    const scroll = window.scrollY;
    this.draw();
    window.scrollTo({ top: scroll, behavior: "instant" });
    if (path) this.focus(pointer(path));
  }

  object(field, path, must) {
    const value = this.get(path), from = this.inherited(path);
    const inner = [];
    const signers = path.length === 1 && field.name === "nguoi_ky" ? this.form.signers || [] : [];
    if (signers.length || (typeof value === "string" && field.name === "nguoi_ky")) inner.push(this.signers(path, value, signers));
    if (value === null) {
      inner.push(make("p", { class: "from" }, "Cả phần này được bỏ trống. ",
        this.button("Bỏ lựa chọn này", () => { this.unset(path); this.redraw(path); })));
    } else if (value !== undefined && !isMap(value)) {
      if (!signers.length) inner.push(make("p", { class: "from" }, "Tệp dữ liệu ghi ở đây: «" + String(value) + "». ",
        this.button("Xóa và điền từng mục", () => { this.unset(path); this.redraw(path); })));
    } else {
      const needed = must || isMap(value) || isMap(from);
      inner.push(...(field.fields || []).map((child) => this.field(child, [...path, child.name], child.required && needed)));
      if (field.any) inner.push(this.keyed(field, path));
    }
    const help = field.help ? [make("p", { class: "help" }, this.words(field.help))] : [];
    let box;
    if (must || value !== undefined || from !== undefined) {
      box = make("fieldset", { class: "part" }, make("legend", {}, field.title, must ? make("span", { class: "must" }, " *") : null), ...help, ...inner);
    } else {
      box = make("details", { class: "part" },
        make("summary", {}, field.title, make("span", { class: "free" }, " (không bắt buộc)")), ...help, ...inner);
    }
    this.place(path, box, null, field);
    return box;
  }

  /** The signers that the organisation keeps, by their short names. */
  signers(path, value, signers) {
    const id = idOf(path) + "-san";
    const select = make("select", { id },
      make("option", { value: "" }, "— điền ở dưới —"),
      ...signers.map((signer) => make("option", { value: signer.key, selected: signer.key === value }, signer.title)));
    if (typeof value === "string" && !signers.some((signer) => signer.key === value)) {
      select.append(make("option", { value, selected: true }, value + " (không có trong thông tin cơ quan)"));
    }
    select.addEventListener("change", () => {
      const before = this.get(path);
      if (select.value) this.set(path, select.value);
      else this.unset(path);
      this.redraw(path);
      if (isMap(before)) this.hooks.done("Đã thay các mục của người ký.", () => { this.set(path, before); this.redraw(path); });
    });
    return make("div", { class: "field" }, make("label", { for: id }, "Người ký đã lưu của cơ quan"), select);
  }

  /** A map whose names the user chooses. */
  keyed(field, path) {
    const value = this.get(path) || {};
    const box = make("div", {});
    Object.keys(value).forEach((key) => {
      const inner = [...path, key], id = idOf(inner) + "-ten";
      const name = make("input", { id, type: "text", value: key, class: "narrow", spellcheck: "false" });
      name.addEventListener("change", () => {
        const wanted = name.value.trim();
        if (!wanted || (wanted !== key && wanted in value)) { name.value = key; return; }
        this.set(path, Object.fromEntries(Object.entries(this.get(path)).map(([k, v]) => [k === key ? wanted : k, v])));
        this.redraw([...path, wanted]);
      });
      const card = make("fieldset", { class: "card" }, make("legend", {}, field.any.title + ": " + key),
        make("div", { class: "tools" }, this.button("Xóa", () => {
          const before = value[key];
          this.unset(inner);
          this.redraw(path);
          this.hooks.done("Đã xóa «" + key + "».", () => { this.set(inner, before); this.redraw(path); });
        }, "small")),
        make("div", { class: "field" }, make("label", { for: id }, "Tên gọi tắt"),
          make("p", { class: "help" }, "Ví dụ: chu_tich, truong_phong"), name),
        ...field.any.fields.map((child) => this.field(child, [...inner, child.name], child.required)));
      box.append(card);
    });
    box.append(this.button("Thêm " + field.any.title.toLowerCase(), () => {
      let nth = Object.keys(this.get(path) || {}).length + 1;
      while ("nguoi_" + nth in (this.get(path) || {})) nth++;
      this.set([...path, "nguoi_" + nth], {});
      this.redraw([...path, "nguoi_" + nth]);
    }, "small"));
    return box;
  }

  // Files

  /** The files that a field names. They are chosen, or made of drafts; a name alone is no file. */
  files(field, path, must) {
    const { many, kind } = field.files, value = this.get(path), id = idOf(path);
    const box = make("fieldset", { class: "field", "aria-describedby": id + "-wrong" },
      make("legend", { class: "label" }, field.title, must ? make("span", { class: "must" }, " *") : null), ...this.help({ help: field.help }, id));
    const odd = value !== undefined && (many ? !Array.isArray(value) || value.some((name) => typeof name !== "string") : typeof value !== "string");
    if (odd) {
      const words = value === null ? "Mục này được bỏ trống. " : "Tệp dữ liệu ghi ở đây: «" + JSON.stringify(value) + "». ";
      box.append(make("p", { class: "from" }, words, this.button("Chọn lại", () => { this.unset(path); this.redraw(path); })));
    } else {
      const names = (many ? value : [value]) || [];
      const lines = names.map((name, nth) => name ? this.fileLine(name, many ? [...path, nth] : path, path, many) : null).filter(Boolean);
      if (lines.length) box.append(make("ul", { class: "files" }, ...lines));
      const accept = kind ? ".yaml,.yml,.zip" : ".png,.jpg,.jpeg";
      const words = many || !lines.length ? "Chọn tệp…" : "Chọn tệp khác…";
      box.append(...picker(id + "-tep", words, "small pick", (given) => this.hooks.files.add(field, path, many ? given : [given]), accept, many));
      if (kind) box.append(" ", this.button("Lấy từ bản nháp…", () => this.hooks.files.drafts(field, path), "small"));
    }
    const wrong = this.troubles.get(pointer(path)) || [];
    if (wrong.length) box.append(make("div", { role: "alert" }, ...wrong.map((words) => make("p", { class: "wrong" }, words))));
    this.place(path, box, null, field);
    return box;
  }

  fileLine(name, at, path, many) {
    const kept = this.hooks.files.kept(name);
    const about = kept ? [kept.title, sized(kept.size)].filter(Boolean).join(" · ") : "chưa có tệp này";
    const line = make("li", {}, make("span", { class: "name" }, name), make("small", {}, about),
      make("button", { type: "button", class: "small", "aria-label": "Bỏ tệp " + name, onclick: () => this.takeOut(name, at, path) }, "Bỏ tệp"));
    // Wherever the cursor was: what is wrong inside a file is told as soon as it is there.
    if (many) this.place(at, line, null, { kind: "file" });
    return line;
  }

  takeOut(name, at, path) {
    const before = structuredClone(this.get(path));
    this.troubles.delete(pointer(path));
    if (at.length > path.length) {
      const list = this.get(path).filter((_, nth) => nth !== at.at(-1));
      if (list.length) this.set(path, list);
      else this.unset(path);
    } else this.unset(path);
    this.redraw(path);
    this.hooks.done("Đã bỏ tệp «" + name + "».", () => this.restore(path, before));
  }

  /** Names files that are kept now, and says what was wrong with others. */
  named(field, path, names, wrong) {
    const before = structuredClone(this.get(path));
    this.troubles.set(pointer(path), wrong);
    if (field.files.many) {
      const list = Array.isArray(before) ? before : [];
      const more = names.filter((name, nth) => !list.includes(name) && names.indexOf(name) === nth);
      if (more.length) this.set(path, [...list, ...more]);
    } else if (names.length) this.set(path, names.at(-1));
    this.leftPlaces.add(pointer(path));
    this.redraw(path);
    if (names.length) this.hooks.done("Đã thêm " + (names.length > 1 ? names.length + " tệp" : "«" + names[0] + "»") + ".", () => this.restore(path, before));
  }

  // Lists

  listField(field, path, must) {
    const value = this.get(path), from = this.inherited(path), id = idOf(path);
    const box = make("fieldset", { class: "field", "aria-describedby": id + "-wrong" },
      make("legend", { class: "label" }, field.title, must ? make("span", { class: "must" }, " *") : null), ...this.help({ help: field.help }, id));
    if (value === null || (value !== undefined && !Array.isArray(value))) {
      const words = value === null ? "Danh sách này được bỏ trống. " : "Tệp dữ liệu ghi ở đây: «" + JSON.stringify(value) + "». ";
      box.append(make("p", { class: "from" }, words, this.button("Điền lại", () => { this.unset(path); this.redraw(path); })));
    } else if (value === undefined && Array.isArray(from)) {
      const lines = from.map((item) => make("li", {}, typeof item === "string" ? item : Object.values(item).join(" – ")));
      box.append(make("div", { class: "from" }, "Lấy của cơ quan:", make("ul", {}, ...lines),
        this.button("Ghi riêng cho văn bản này", () => { this.set(path, structuredClone(from)); this.redraw(path); }),
        this.button("Không ghi mục này", () => { this.set(path, null); this.redraw(path); })));
    } else {
      box.append(field.kind === "table" ? this.table(field, path, must) : this.rows(field, path, must));
      if (Array.isArray(from)) {
        box.append(make("p", { class: "from" }, this.button("Dùng lại của cơ quan", () => {
          const before = this.get(path);
          this.unset(path);
          this.redraw(path);
          this.hooks.done("Đã dùng lại của cơ quan.", () => { this.set(path, before); this.redraw(path); });
        })));
      }
    }
    this.place(path, box, null, field);
    return box;
  }

  /** How many rows are drawn: an empty one to type into where there is none. */
  count(field, path, must) {
    const value = this.get(path);
    const cards = field.kind === "list" && field.item.kind === "object";
    return Math.max((value || []).length, cards && !must ? 0 : 1);
  }

  rows(field, path, must) {
    const count = this.count(field, path, must), item = field.item;
    const box = make("div", {});
    if (item.kind === "object") {
      for (let nth = 0; nth < count; nth++) {
        const inner = [...path, nth];
        const card = make("fieldset", { class: "card" }, make("legend", {}, item.title + " " + (nth + 1)),
          make("div", { class: "tools" }, ...this.tools(path, nth, count)),
          ...item.fields.map((child) => this.field(child, [...inner, child.name], child.required)));
        this.place(inner, card, null, item);
        box.append(card);
      }
    } else {
      const list = make("ol", { class: "rows" });
      for (let nth = 0; nth < count; nth++) {
        const inner = [...path, nth];
        const control = this.control(item, inner, idOf(inner), item.title + " " + (nth + 1));
        if (nth === 0 && item.example && !this.get(inner)) control.placeholder = "Ví dụ: " + item.example;
        control.addEventListener("keydown", (event) => {
          if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); this.insert(path, nth + 1, ""); }
        });
        control.addEventListener("paste", (event) => this.pasteLines(event, path, nth));
        const line = make("li", {}, control, ...this.tools(path, nth, count));
        this.place(inner, line, control, item);
        list.append(line);
      }
      box.append(list);
    }
    const words = item.kind === "object" ? "Thêm " + item.title.toLowerCase() : "Thêm dòng";
    box.append(this.button(words, () => this.insert(path, count, item.kind === "object" ? {} : ""), "small"),
      ...(item.kind === "object" ? this.sheet(field, path) : []));
    return box;
  }

  tools(path, nth, count) {
    const tool = (sign, words, action, off) =>
      make("button", { type: "button", class: "tool", "aria-label": words + " " + (nth + 1), title: words, disabled: off, onclick: action }, sign);
    return [
      tool("↑", "Đưa lên dòng", () => this.move(path, nth, nth - 1), nth === 0),
      tool("↓", "Đưa xuống dòng", () => this.move(path, nth, nth + 1), nth === count - 1),
      tool("✕", "Xóa dòng", () => this.remove(path, nth), this.get([...path, nth]) === undefined),
    ];
  }

  insert(path, nth, row) {
    const list = [...(this.get(path) || [])];
    // A row that is drawn and has nothing in it.
    while (list.length < nth) list.push(structuredClone(row));
    list.splice(nth, 0, row);
    this.set(path, list);
    this.redraw([...path, nth]);
  }

  move(path, from, to) {
    const list = [...(this.get(path) || [])];
    if (from >= list.length || to >= list.length) return;
    list.splice(to, 0, ...list.splice(from, 1));
    this.set(path, list);
    this.redraw([...path, to]);
  }

  remove(path, nth) {
    const list = [...(this.get(path) || [])];
    const [row] = list.splice(nth, 1);
    if (row === undefined) return;
    if (list.length) this.set(path, list);
    else this.unset(path);
    this.redraw(list.length ? [...path, Math.min(nth, list.length - 1)] : path);
    if (row !== "" && !isBare(row)) {
      this.hooks.done("Đã xóa dòng " + (nth + 1) + ".", () => {
        const now = [...(this.get(path) || [])];
        now.splice(nth, 0, row);
        this.set(path, now);
        this.redraw([...path, nth]);
      });
    }
  }

  table(field, path, must) {
    const columns = field.item.fields, count = this.count(field, path, must);
    // What a row is about.
    const name = columns.findIndex((column) => column.kind === "text");
    const head = make("tr", {}, make("th", { scope: "col" }, "TT"),
      ...columns.map((column) => make("th", { scope: "col", class: column.kind === "number" ? "figure" : null }, column.title, column.required ? make("span", { class: "must" }, " *") : null)),
      make("th", { scope: "col" }, "Sửa dòng"));
    const body = make("tbody", {});
    for (let nth = 0; nth < count; nth++) {
      const line = make("tr", {}, make("td", { class: "nth" }, String(nth + 1)));
      columns.forEach((column, at) => {
        const inner = [...path, nth, column.name];
        const control = this.control(column, inner, idOf(inner), column.title + ", dòng " + (nth + 1));
        control.addEventListener("paste", (event) => this.pasteBlock(event, field, path, nth, at));
        const cell = make("td", { class: column.kind === "number" ? "figure" : at === name ? "first" : null }, control);
        this.place(inner, cell, control, column);
        line.append(cell);
      });
      line.append(make("td", { class: "tools" }, ...this.tools(path, nth, count)));
      this.place([...path, nth], line, null, field.item);
      body.append(line);
    }
    const numbers = columns.filter((column) => column.kind === "number");
    const foot = numbers.length && count > 1
      ? make("tfoot", {}, make("tr", {}, make("th", { colspan: 1 }, "Cộng"),
        ...columns.map((column) => make("td", { "data-sum": pointer(path) + "+" + column.name })), make("td", {})))
      : null;
    return make("div", {},
      make("p", { class: "help" }, "Có thể dán cả bảng chép từ Excel vào ô đầu tiên."),
      make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": field.title }, make("table", {}, make("thead", {}, head), body, foot)),
      this.button("Thêm dòng", () => this.insert(path, count, {}), "small"), ...this.sheet(field, path));
  }

  /** Takes rows from a file of a spreadsheet. */
  sheet(field, path) {
    if (!this.hooks.sheet) return [];
    return [" ", ...picker(idOf(path) + "-tep", "Nhập từ Excel/CSV…", "small", (file) => this.hooks.sheet(field, path, file))];
  }

  /** Rows from a file come after those that are there, or take their place. */
  take(path, rows, replace) {
    const before = this.get(path);
    const kept = replace ? [] : (before || []).filter((row) => !isBare(row));
    this.set(path, [...kept, ...rows]);
    this.redraw([...path, kept.length]);
    this.hooks.done("Đã nhập " + rows.length + " dòng.", () => this.restore(path, before));
  }

  /** Lines pasted into a list: one row each. */
  pasteLines(event, path, nth) {
    const lines = (event.clipboardData?.getData("text") || "").split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
    if (lines.length < 2) return;
    event.preventDefault();
    const before = this.get(path);
    const list = [...(before || [])];
    list.splice(nth, list[nth] ? 0 : 1, ...lines);
    this.set(path, list);
    this.redraw([...path, nth]);
    this.hooks.done("Đã dán " + lines.length + " dòng.", () => this.restore(path, before));
  }

  /** A block from a spreadsheet: into the cell and those right of and below it; when its first row
   *  names the columns, by their names. */
  pasteBlock(event, field, path, nth, at) {
    const text = event.clipboardData?.getData("text") || "";
    if (!/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    let rows = cells(text);
    const columns = field.item.fields, plain = (words) => words.toLowerCase().replace(/\s+/g, " ");
    const named = rows[0].map((cell) => columns.find((column) => plain(column.title) === plain(cell)));
    let into = rows[0].map((_, shift) => columns[at + shift]);
    const byName = named.filter(Boolean).length >= 2;
    if (byName) { into = named; rows = rows.slice(1); }
    const before = this.get(path);
    const list = structuredClone(before || []);
    let dropped = 0;
    rows.forEach((row, down) => {
      while (list.length <= nth + down) list.push({});
      if (!isMap(list[nth + down])) list[nth + down] = {};
      row.forEach((cell, shift) => {
        if (into[shift] === undefined) dropped += cell ? 1 : 0;
        else if (cell) list[nth + down][into[shift].name] = cell;
        else delete list[nth + down][into[shift].name];
      });
    });
    this.set(path, list);
    this.redraw([...path, nth, columns[at].name]);
    const how = byName ? " theo tên cột" : "";
    const lost = dropped ? " " + dropped + " ô thừa cột không được dán." : "";
    this.hooks.done("Đã dán " + rows.length + " dòng" + how + "." + lost, () => this.restore(path, before));
  }

  restore(path, before) {
    if (before === undefined) this.unset(path);
    else this.set(path, before);
    this.redraw(path);
  }

  // Findings

  place(path, box, control, field) {
    const id = idOf(path);
    const wrong = make("div", { id: id + "-wrong" }), aside = make("div", { id: id + "-aside" });
    if (box.tagName !== "TR") box.append(aside, wrong);
    this.places.set(pointer(path), { box, control, wrong, aside, field });
  }

  leave(event) {
    const at = [...this.places].find(([, place]) => place.control === event.target);
    if (at && !this.leftPlaces.has(at[0])) {
      this.leftPlaces.add(at[0]);
      this.mark();
    }
  }

  /** The place that a finding is about: its own, or the nearest around it. */
  nearest(at) {
    for (let up = at; up; up = up.slice(0, up.lastIndexOf("/"))) if (this.places.has(up)) return up;
    return null;
  }

  /** Shows findings beside their fields: those already left, or all. */
  mark() {
    for (const [at, place] of this.places) {
      place.wrong.replaceChildren();
      place.control?.removeAttribute("aria-invalid");
      place.aside.replaceChildren(...(this.asides[at] ? [make("p", { class: "aside" }, "Đọc là: " + this.asides[at])] : []));
    }
    for (const sum of this.element.querySelectorAll("[data-sum]")) sum.textContent = this.asides[sum.dataset.sum] || "";
    for (const finding of this.findings) {
      const at = finding.pointer && this.nearest(finding.pointer);
      const seen = this.showAll || this.places.get(at)?.field.kind === "file" || [...this.leftPlaces].some((left) => left === at || left.startsWith(finding.pointer + "/"));
      if (!at || !seen) continue;
      let place = this.places.get(at);
      // A row of a table has no room of its own.
      if (place.box.tagName === "TR") place = this.places.get(at.slice(0, at.lastIndexOf("/")));
      const bad = finding.severity === "error" || finding.severity === "missing";
      place.wrong.append(make("p", { class: "wrong " + finding.severity }, finding.message,
        ...(finding.hints.length ? [make("span", {}, " – " + finding.hints.join("; "))] : [])));
      if (bad) place.control?.setAttribute("aria-invalid", "true");
    }
  }

  judged(findings, asides) {
    // In the order of the form.
    const order = new Map([...this.places.keys()].map((at, nth) => [at, nth]));
    const rank = (finding) => order.get(finding.pointer && this.nearest(finding.pointer)) ?? Infinity;
    const said = (finding) => ({ ...finding, message: this.words(finding.message), hints: finding.hints.map((hint) => this.words(hint)) });
    this.findings = findings.map(said).toSorted((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
    this.asides = asides || {};
    this.mark();
  }

  /** Goes to the field of a pointer; what hides it is opened. */
  focus(at) {
    const near = this.nearest(at || "");
    if (near === null) return;
    const { box, control } = this.places.get(near);
    for (let up = box; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    const boxes = [...box.querySelectorAll("input:not(.file), textarea, select")];
    const target = control || boxes.find((one) => one.checkVisibility()) || box.querySelector("button.pick") || box.querySelector("button:enabled, summary") || box;
    target.focus({ preventScroll: true });
    (target === control ? box : target).scrollIntoView({ block: "center", behavior: "instant" });
  }

  /** How many findings each group has. */
  counts() {
    return this.form.groups.map((group) => {
      const names = new Set(group.fields.map((field) => field.name));
      return this.findings.filter((finding) => finding.pointer && names.has(finding.pointer.split("/")[1]) &&
        (finding.severity === "error" || finding.severity === "missing")).length;
    });
  }
}
