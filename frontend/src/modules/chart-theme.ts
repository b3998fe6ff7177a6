// The one theme of every chart: six series colours, light grid lines, our type.
export const SERIES = ["#1f5fa8", "#2a9d8f", "#e9a03b", "#c8553d", "#7a6ff0", "#8d99ae"];
const TEXT = "#56616f";
const LINE = "#e3e8ef";

const axis = {
  axisLine: { show: true, lineStyle: { color: "#c3ccd8" } },
  axisTick: { show: false },
  axisLabel: { color: TEXT, fontSize: 12 },
  splitLine: { lineStyle: { color: LINE } },
};

export const theme = {
  color: SERIES,
  textStyle: { fontFamily: '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif', color: TEXT },
  categoryAxis: { ...axis, splitLine: { show: false } },
  valueAxis: { ...axis, axisLine: { show: false } },
  line: { symbolSize: 5, lineStyle: { width: 2 } },
  bar: { itemStyle: { borderRadius: [2, 2, 0, 0] } },
  legend: { textStyle: { color: TEXT }, itemWidth: 14, itemHeight: 8 },
  tooltip: {
    backgroundColor: "#ffffff",
    borderColor: "#c3ccd8",
    borderWidth: 1,
    textStyle: { color: "#1b2533", fontSize: 13 },
    extraCssText: "box-shadow:0 2px 8px rgba(27,37,51,.1);border-radius:6px",
  },
};
