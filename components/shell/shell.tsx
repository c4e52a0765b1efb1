"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useEffect, useState } from "react";
import { Drawer } from "@/components/ui/drawer";
import { ShellContext, type ShellProps } from "./shell-context";
import { Sidebar } from "./sidebar";

const CommandPalette = dynamic(() => import("./command-palette").then((file) => file.CommandPalette), {
  ssr: false,
});

/** The frame of every page of a workspace: sidebar, palette, drawer. Each page brings its own head with `<Page>`. */
export function Shell({ children, ...props }: ShellProps & { children: ReactNode }) {
  const [palette, setPalette] = useState<"never" | "open" | "closed">("never");
  const [drawer, setDrawer] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (
        event.key.toLowerCase() !== "k" ||
        !(event.metaKey || event.ctrlKey) ||
        event.altKey ||
        event.shiftKey
      )
        return;
      event.preventDefault();
      setPalette((now) => (now === "open" ? "closed" : "open"));
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  const state = { ...props, openPalette: () => setPalette("open"), openDrawer: () => setDrawer(true) };
  return (
    <ShellContext.Provider value={state}>
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md border border-line-2 bg-overlay px-3 py-1.5 focus:translate-y-0 focus:shadow-overlay"
      >
        Skip to the content
      </a>
      <div className="flex min-h-dvh">
        <aside className="sticky top-0 flex h-dvh w-[232px] shrink-0 flex-col border-line border-r bg-canvas narrow:hidden md:max-lg:w-[57px]">
          <Sidebar />
        </aside>
        {children}
      </div>
      <Drawer
        open={drawer}
        onOpenChange={setDrawer}
        side="left"
        title="Navigation"
        titleHidden
        className="w-[264px] bg-canvas"
      >
        <Sidebar inDrawer onNavigate={() => setDrawer(false)} />
      </Drawer>
      {palette !== "never" && (
        <CommandPalette
          open={palette === "open"}
          onOpenChange={(open) => setPalette(open ? "open" : "closed")}
        />
      )}
    </ShellContext.Provider>
  );
}
