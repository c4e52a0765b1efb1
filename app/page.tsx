import { redirect } from "next/navigation";
import { PlainPage } from "@/components/shell/plain-page";
import { Button } from "@/components/ui/button";
import { currentSession } from "@/lib/auth/page-context";
import { signUpState } from "@/lib/auth/sign-up";
import { page } from "@/lib/http/page";
import { runtime } from "@/lib/runtime/runtime";
import { listWorkspaces } from "@/lib/workspaces/list-workspaces";
import { signOutAction } from "./(auth)/actions";

/** Leads to where one belongs: the first workspace, the sign-in, or on an empty database the sign-up. */
export default page(async function Home() {
  const rt = runtime();
  const session = await currentSession();
  if (!session) redirect((await signUpState(rt)) === "first" ? "/sign-up" : "/sign-in");
  const [first] = await listWorkspaces(rt, session.user.id);
  if (first) redirect(`/${first.slug}`);
  return (
    <PlainPage
      title="You are in no workspace"
      actions={
        <form action={signOutAction}>
          <Button type="submit">Sign out</Button>
        </form>
      }
    >
      You are signed in as {session.user.email}, but no workspace has you as a member.
    </PlainPage>
  );
});
