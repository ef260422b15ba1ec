import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "./styles/tokens.css";
import "./styles/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createBridge } from "./bridge";
import { EngineClient } from "./engine/client";
import { bindProgress, Session } from "./engine/session";
import { bindTheme } from "./stores/theme-store";
import { App } from "./views/shell/app";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no #root");

bindTheme(window);
const client = new EngineClient(createBridge());
const session = new Session(client);
session.start();
bindProgress(client, document);
createRoot(root).render(
  <StrictMode>
    <App session={session} />
  </StrictMode>,
);
