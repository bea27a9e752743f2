/*
 * Libraries that do what none should. CASE says which; each is compiled by tests/native.rs.
 * Of the plugin in sdk/examples/ty-le-c they take the place.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "vanthu_plugin.h"

#define MISSING_SYMBOL 1
#define NULL_TABLE 2
#define MISALIGNED_TABLE 3
#define WRONG_MAGIC 4
#define NEWER_ABI 5
#define TOO_SMALL 6
#define NO_CALL 7
#define PANICS 8
#define ABORTS 9
#define OVERFLOWS_THE_STACK 10
#define NEVER_RETURNS 11
#define REPLIES_TOO_MUCH 12
#define REPLIES_NO_UTF8 13
#define REPLIES_NO_JSON 14
#define REPLIES_ANOTHER_SHAPE 15
#define RETURNS_NONSENSE 16
#define CALLS_THE_SINK_LATE 17
#define CALLS_THE_SINK_FROM_A_THREAD 18
#define PRINTS 19
#define EXITS 20
#define TOUCHES_FOREIGN_MEMORY 21
#define CLOSES_EVERYTHING 22
#define FORGES_REPLIES 23
#define EATS_MEMORY 24
#define LEAVES_A_CHILD 25
#define ABORTS_WHEN_LOADED 26
#define NEVER_LOADS 27
#define KNOWS_NO_OP 28
#define REPLIES_FROM_NULL 29
#define COMPUTES_A_MISFIT 30
#define SAYS_ESCAPES 31
#define NEEDS_A_MISSING_LIBRARY 32
#define COUNTS 33
#define LOOKS_AROUND 34
#define NEEDS_A_MISSING_FUNCTION 35

#if CASE == NEEDS_A_MISSING_FUNCTION
void nowhere_to_be_found(void);
#endif

#if CASE == LOOKS_AROUND
extern char **environ;

/* A bit for each thing that a worker should not have. */
static int too_much(void) {
    char place[4096] = "";
    struct rlimit memory, core, files;
    getrlimit(RLIMIT_AS, &memory);
    getrlimit(RLIMIT_CORE, &core);
    getrlimit(RLIMIT_NOFILE, &files);
    if (!getcwd(place, sizeof place)) return 1;
    size_t end = strlen(place);
    return 2 * (environ && *environ != NULL) + 4 * (end < 6 || strcmp(place + end - 6, "/empty")) +
           8 * (memory.rlim_max > (512u << 20)) + 16 * (core.rlim_max != 0) +
           32 * (files.rlim_max > 16);
}
#endif

static void say(vanthu_sink sink, void *ctx, const char *text) {
    sink(ctx, (const uint8_t *)text, strlen(text));
}

static int is(const uint8_t *request, size_t len, const char *what) {
    return memmem(request, len, what, strlen(what)) != NULL;
}

#if CASE == OVERFLOWS_THE_STACK
static int deeper(volatile int n) {
    volatile char room[4096];
    room[0] = (char)n;
    return deeper(n + 1) + room[0];
}
#endif

#if CASE == CALLS_THE_SINK_FROM_A_THREAD
struct kept { vanthu_sink sink; void *ctx; };
static void *elsewhere(void *arg) {
    struct kept *kept = arg;
    say(kept->sink, kept->ctx, "{\"computed\":{\"ty_le\":1}}");
    return NULL;
}
#endif

#if CASE == ABORTS_WHEN_LOADED
__attribute__((constructor)) static void at_load(void) { abort(); }
#elif CASE == NEVER_LOADS
__attribute__((constructor)) static void at_load(void) { for (;;) pause(); }
#endif

static int32_t call(const uint8_t *request, size_t len, vanthu_sink sink, void *ctx) {
    int check = is(request, len, "\"op\":\"check\"");
#if CASE == CALLS_THE_SINK_LATE
    static vanthu_sink old_sink;
    static void *old_ctx;
    if (old_sink) say(old_sink, old_ctx, "late");
    old_sink = sink;
    old_ctx = ctx;
#endif
    if (check) {
        say(sink, ctx, "{\"findings\":[]}");
        return VANTHU_DONE;
    }
#if CASE == PANICS
    say(sink, ctx, "bảng rỗng");
    return VANTHU_PANICKED;
#elif CASE == ABORTS
    abort();
#elif CASE == OVERFLOWS_THE_STACK
    return deeper(0);
#elif CASE == NEVER_RETURNS
    for (volatile int i = 0;; i++) {}
#elif CASE == REPLIES_TOO_MUCH
    static char piece[1 << 20];
    memset(piece, ' ', sizeof piece);
    for (int i = 0; i < 17; i++) sink(ctx, (const uint8_t *)piece, sizeof piece);
    return VANTHU_DONE;
#elif CASE == REPLIES_NO_UTF8
    say(sink, ctx, "{\"computed\":{\"ty_le\":\"\xff\"}}");
    return VANTHU_DONE;
#elif CASE == REPLIES_NO_JSON
    say(sink, ctx, "{\"computed\":");
    return VANTHU_DONE;
#elif CASE == REPLIES_ANOTHER_SHAPE
    say(sink, ctx, "{\"ty_le\":1}");
    return VANTHU_DONE;
#elif CASE == RETURNS_NONSENSE
    return 77;
#elif CASE == CALLS_THE_SINK_FROM_A_THREAD
    struct kept kept = {sink, ctx};
    pthread_t thread;
    pthread_create(&thread, NULL, elsewhere, &kept);
    pthread_join(thread, NULL);
    return VANTHU_DONE;
#elif CASE == PRINTS
    char got[64];
    printf("tiếng ồn");
    fflush(stdout);
    if (write(1, "\1\0\0\0R", 5) != 5) return 78;
    if (read(0, got, sizeof got) != 0) return 79;
    say(sink, ctx, "{\"computed\":{\"ty_le\":75.0}}");
    return VANTHU_DONE;
#elif CASE == EXITS
    exit(0);
#elif CASE == TOUCHES_FOREIGN_MEMORY
    *(volatile int *)8 = 1;
    return VANTHU_DONE;
#elif CASE == CLOSES_EVERYTHING
    for (int fd = 0; fd < 64; fd++) close(fd);
    say(sink, ctx, "{\"computed\":{\"ty_le\":1}}");
    return VANTHU_DONE;
#elif CASE == FORGES_REPLIES
    for (int fd = 3; fd < 16; fd++)
        if (write(fd, "\4\0\0\0Zzzz", 8) < 0) continue;
    say(sink, ctx, "{\"computed\":{\"ty_le\":1}}");
    return VANTHU_DONE;
#elif CASE == EATS_MEMORY
    for (;;) {
        char *more = malloc(1 << 24);
        if (!more) abort();
        memset(more, 1, 1 << 24);
    }
#elif CASE == LEAVES_A_CHILD
    if (fork() == 0) for (;;) pause();
    _exit(3);
#elif CASE == KNOWS_NO_OP
    return VANTHU_NOT_SUPPORTED;
#elif CASE == REPLIES_FROM_NULL
    sink(ctx, NULL, 4);
    return VANTHU_DONE;
#elif CASE == COMPUTES_A_MISFIT
    say(sink, ctx, "{\"computed\":{\"ty_le\":\"nhiều\",\"ti_le\":1}}");
    return VANTHU_DONE;
#elif CASE == SAYS_ESCAPES
    say(sink, ctx, "số liệu \x1b[2J\x1b]0;x\x07 sai");
    return VANTHU_SAID;
#elif CASE == LOOKS_AROUND
    char reply[64];
    snprintf(reply, sizeof reply, "{\"computed\":{\"ty_le\":%d}}", too_much());
    say(sink, ctx, reply);
    return VANTHU_DONE;
#elif CASE == NEEDS_A_MISSING_FUNCTION
    nowhere_to_be_found();
    return VANTHU_DONE;
#elif CASE == COUNTS
    static int times;
    char reply[64];
    snprintf(reply, sizeof reply, "{\"computed\":{\"ty_le\":%d}}", ++times);
    say(sink, ctx, reply);
    return VANTHU_DONE;
#else
    say(sink, ctx, "{\"computed\":{\"ty_le\":75.0}}");
    return VANTHU_DONE;
#endif
}

#if CASE == MISSING_SYMBOL
VANTHU_EXPORT int another_symbol(void) { return call(NULL, 0, NULL, NULL); }
#elif CASE == NULL_TABLE
VANTHU_EXPORT const vanthu_table *vanthu_plugin_v1(void) { return call ? NULL : NULL; }
#elif CASE == MISALIGNED_TABLE
VANTHU_EXPORT const vanthu_table *vanthu_plugin_v1(void) {
    static char room[sizeof(vanthu_table) + 8] __attribute__((aligned(8)));
    vanthu_table table = {VANTHU_MAGIC, VANTHU_ABI, sizeof table, call};
    memcpy(room + 1, &table, sizeof table);
    return (const vanthu_table *)(room + 1);
}
#else
VANTHU_EXPORT const vanthu_table *vanthu_plugin_v1(void) {
    static const vanthu_table table = {
        CASE == WRONG_MAGIC ? 0x1234 : VANTHU_MAGIC,
        CASE == NEWER_ABI ? 2 : VANTHU_ABI,
        CASE == TOO_SMALL ? 16 : sizeof(vanthu_table),
        CASE == NO_CALL ? NULL : call,
    };
    return &table;
}
#endif
