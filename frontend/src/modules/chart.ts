// Draws a chart card from the numbers the server wrote beside it.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, registerTheme, use, type EChartsCoreOption } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { theme } from "./chart-theme";
import views from "./views";

use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, AriaComponent, CanvasRenderer]);
registerTheme("sansan", theme);

interface Payload {
  title: string;
  unit: string;
  kind: "line" | "bar" | "bar-horizontal" | "stacked";
  categories: string[];
  series: { name: string; values: (number | null)[]; marks: string[] }[];
  limits: { label: string; value: number }[];
}

const ROW_PX = 30;

export default function chart(element: HTMLElement): void {
  const data = element.querySelector<HTMLScriptElement>('script[type="application/json"]');
  const canvas = element.querySelector<HTMLElement>(".chart-canvas");
  if (!data || !canvas) return;
  const payload = JSON.parse(data.textContent ?? "") as Payload;
  canvas.hidden = false;
  if (payload.kind === "bar-horizontal") canvas.style.height = `${payload.categories.length * ROW_PX + 56}px`;
  views(element);
  const drawn = init(canvas, "sansan");
  drawn.setOption(options(payload));
  new ResizeObserver(() => drawn.resize()).observe(canvas);

  const tools = element.querySelector<HTMLElement>(".chart-tools");
  if (tools) tools.hidden = false;
  element.querySelector('[data-save="png"]')?.addEventListener("click", () => {
    save(`${payload.title}.png`, drawn.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: "#ffffff" }));
  });
  element.querySelector('[data-save="csv"]')?.addEventListener("click", () => {
    // The mark at the front tells Excel that the text is UTF-8.
    const address = URL.createObjectURL(new Blob(["\ufeff", csv(payload)], { type: "text/csv;charset=utf-8" }));
    save(`${payload.title}.csv`, address);
    URL.revokeObjectURL(address);
  });
}

function options(payload: Payload): EChartsCoreOption {
  const flat = payload.kind === "bar-horizontal";
  const names = { type: "category", data: payload.categories, inverse: flat };
  // A target far above the values still belongs in the picture.
  const lines = payload.limits.map((limit) => limit.value);
  const reach = lines.length
    ? { max: (axis: { max: number }) => (axis.max < Math.max(...lines) ? Math.max(...lines) : null) }
    : {};
  const numbers = { type: "value", ...reach, minInterval: payload.series.every((s) => s.values.every((v) => v === null || Number.isInteger(v))) ? 1 : 0 };
  const several = payload.series.length > 1;
  return {
    aria: { enabled: false }, // the table beside it says more than a generated sentence
    animation: false,
    grid: { left: 4, right: flat ? 36 : 12, top: several ? 36 : 16, bottom: 4, containLabel: true },
    legend: several ? { top: 0, left: 0 } : { show: false },
    tooltip: { trigger: "axis", axisPointer: { type: payload.kind === "line" ? "line" : "shadow" } },
    xAxis: flat ? numbers : names,
    yAxis: flat ? names : numbers,
    series: payload.series.map((series, index) => ({
      name: series.name,
      type: payload.kind === "line" ? "line" : "bar",
      data: series.values.map((value, i) => point(value, series.marks[i] ?? "")),
      connectNulls: false,
      ...(series.marks.some((mark) => mark) ? { symbol: "circle", symbolSize: 7 } : {}),
      barMaxWidth: 28,
      ...(payload.kind === "stacked" ? { stack: "all" } : {}),
      ...(!several && payload.kind !== "line"
        ? { label: { show: true, position: flat ? "right" : "top", color: "#1b2533", fontSize: 12 } }
        : {}),
      ...(flat ? { itemStyle: { borderRadius: [0, 2, 2, 0] } } : {}),
      ...(index === 0 && payload.limits.length ? { markLine: limits(payload, flat) } : {}),
    })),
  };
}

/** A value that is a limit or an estimate (≥, ≤, 约) is an open mark that says so. */
function point(value: number | null, mark: string): unknown {
  if (!mark || value === null) return value;
  return { value, symbol: "emptyCircle", symbolSize: 11, label: { show: true, position: "top", color: "#1b2533", formatter: `${mark} ${value}` } };
}

function limits(payload: Payload, flat: boolean): object {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { type: "dashed", color: "#b42318", width: 1.5 },
    data: payload.limits.map((limit) => ({
      [flat ? "xAxis" : "yAxis"]: limit.value,
      label: { formatter: `${limit.label} ${limit.value}`, position: "insideEndTop", color: "#b42318" },
    })),
  };
}

function csv(payload: Payload): string {
  const quote = (value: unknown): string => `"${String(value ?? "").replaceAll('"', '""')}"`;
  const head = ["", ...payload.series.map((series) => `${series.name}（${payload.unit}）`)];
  const rows = payload.categories.map((name, i) => [name, ...payload.series.map((series) => [series.marks[i], series.values[i]].filter((part) => part !== undefined && part !== null && part !== "").join(" "))]);
  return [head, ...rows].map((row) => row.map(quote).join(",")).join("\r\n");
}

function save(name: string, address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}
