import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Composer } from "../features/composer/index.ts";
import { openJump } from "../features/jump/index.tsx";
import { ChatHeader, ChatList, Details, Gone, Rail, RoomHome, Welcome } from "../features/places/index.ts";
import { openSearch } from "../features/search/index.tsx";
import { Timeline } from "../features/timeline/index.ts";
import { t } from "../i18n/words.ts";
import { IconButton } from "../ui/button.tsx";
import { nameOf } from "../ui/chat.ts";
import { useClient } from "./context.ts";
import { route } from "./routes.ts";

/** Rooms, chats and the conversation, side by side; on a phone one after the other. */
export function Home() {
  const client = useClient();
  const at = route.value;
  const chatId = at.at === "chat" ? at.chatId : null;
  const isDetailed = useSignal(false);
  useEffect(() => {
    client.openChatId.value = chatId;
  }, [chatId]);
  const withDetails = chatId !== null && isDetailed.value && client.store.chat(chatId) !== undefined;
  return (
    <div class={withDetails ? "app with-details" : "app"} data-showing={chatId === null ? "lists" : "main"}>
      <Rail />
      <ChatList>
        <IconButton icon="search" label={t("jump.title")} onClick={openJump} />
      </ChatList>
      <main class="main">
        {at.at === "room" ? <RoomHome roomId={at.roomId} /> : chatId === null ? <Welcome /> : null}
        {at.at === "chat" && (
          <Conversation
            chatId={at.chatId}
            seq={at.seq}
            isDetailed={isDetailed.value}
            onDetails={() => {
              isDetailed.value = !isDetailed.value;
            }}
          />
        )}
      </main>
      {withDetails && (
        <Details
          chatId={chatId}
          onClose={() => {
            isDetailed.value = false;
          }}
        />
      )}
    </div>
  );
}

interface Props {
  chatId: number;
  seq: number | undefined;
  isDetailed: boolean;
  onDetails: () => void;
}

function Conversation({ chatId, seq, isDetailed, onDetails }: Props) {
  const { store, gateway } = useClient();
  const chat = store.chat(chatId);
  const last = useRef(chat);
  if (chat) last.current = chat;
  if (!chat) {
    // Before the first `hello` it is not known yet whether there is such a chat.
    if (gateway.connection.value !== "open") return <div class="boot" />;
    return <Gone chat={last.current?.id === chatId ? last.current.chat.peek() : undefined} />;
  }
  return (
    <div class="conversation">
      <ChatHeader
        chatId={chatId}
        isDetailed={isDetailed}
        onDetails={onDetails}
        onSearch={() => openSearch({ chatId, label: nameOf(chat.chat.peek(), store) })}
      />
      <Timeline chatId={chatId} {...(seq ? { seq } : {})} />
      <Composer chatId={chatId} />
    </div>
  );
}

/** At an address that leads nowhere. */
export function Nowhere() {
  return (
    <main class="nowhere">
      <Gone heading="h1" />
    </main>
  );
}
