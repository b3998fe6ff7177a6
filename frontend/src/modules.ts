// Starts the module an element names in data-module, once.
import bulk from "./modules/bulk";
import checkAll from "./modules/check-all";
import columns from "./modules/columns";
import dialog from "./modules/dialog";
import drop from "./modules/drop";
import errorSummary from "./modules/error-summary";
import filterBar from "./modules/filter-bar";
import fold from "./modules/fold";
import menu from "./modules/menu";
import monthGrid from "./modules/month-grid";
import passage from "./modules/passage";
import search from "./modules/search";
import toast from "./modules/toast";
import views from "./modules/views";

export type Module = (element: HTMLElement) => void;

const modules: Record<string, Module> = { bulk, "check-all": checkAll, columns, dialog, drop, "error-summary": errorSummary, "filter-bar": filterBar, fold, menu, "month-grid": monthGrid, passage, search, toast, views };

// Heavy ones are fetched when a page holds one.
const lazy: Record<string, () => Promise<{ default: Module }>> = {
  chart: () => import("./modules/chart"),
};

const started = new WeakSet<Element>();

export function start(root: ParentNode): void {
  const elements = [...root.querySelectorAll<HTMLElement>("[data-module]")];
  if (root instanceof HTMLElement && root.dataset["module"]) elements.unshift(root);
  for (const element of elements) {
    if (started.has(element)) continue;
    started.add(element);
    const name = element.dataset["module"] ?? "";
    modules[name]?.(element);
    void lazy[name]?.().then((loaded) => loaded.default(element));
  }
}
