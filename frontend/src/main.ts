// The one entry of every page: styles, htmx, and the small modules a page asks for with data-module.
import "./styles/tabler.scss";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/page.css";
import "./styles/table.scss";
import "./styles/marks.css";
import "./styles/parts.css";
import "./styles/form.css";
import "./styles/figures.css";
import "./styles/intake.css";
import "./styles/ledger.css";
import "./styles/closing.css";
import "./styles/indicators.css";
import "./styles/dispatch.css";
import "./styles/search.css";
import "./styles/lists.css";
import "./styles/print.css";
import htmx from "htmx.org";
import { start } from "./modules";

// The content security policy forbids evaluated code; nothing of ours needs it.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
// Errors of the domain come as fragments with their own target; swap them in instead of staying silent.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "4(?:00|03|09|22)", swap: true, error: false },
  { code: "[45]..", swap: false, error: true },
];

document.documentElement.classList.add("has-script");
start(document);
htmx.onLoad((element) => start(element as ParentNode));
