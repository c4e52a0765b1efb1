import { cn } from "./cn";

/** A secret, this once: the brass frame. The parts that stay visible later stand out. Selected whole by one click. */
export function SecretFrame({
  secret,
  startLength,
  className,
}: {
  secret: string;
  startLength: number;
  className?: string | undefined;
}) {
  return (
    <div className={cn("rounded-lg border border-brass-edge bg-brass-soft px-3 py-3", className)}>
      <code className="block select-all break-all text-[15px] text-ink leading-6" data-secret>
        <b className="font-semibold">{secret.slice(0, startLength)}</b>
        {secret.slice(startLength, -4)}
        <b className="font-semibold">{secret.slice(-4)}</b>
      </code>
    </div>
  );
}
