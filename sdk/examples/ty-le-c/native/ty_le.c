/*
 * The smallest useful plugin in C: per cent done of what was planned.
 *
 *   cc -shared -fPIC -O2 -I ../../../include -o libty_le.so ty_le.c
 *   vanthu plugin build .. --library libty_le.so
 *   vanthu plugin trust ty-le-c --plugins ../..
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vanthu_plugin.h"

/* Sends a text to the program. */
static void say(vanthu_sink sink, void *ctx, const char *text) {
    sink(ctx, (const uint8_t *)text, strlen(text));
}

/*
 * The whole number of a field, -1 when there is none. Good for this plugin only, whose fields are
 * numbers with names that occur once; use a JSON library for more.
 */
static long number(const char *request, const char *name) {
    char key[64];
    snprintf(key, sizeof key, "\"%s\":", name);
    const char *at = strstr(request, key);
    return at ? strtol(at + strlen(key), NULL, 10) : -1;
}

static int32_t call(const uint8_t *bytes, size_t len, vanthu_sink sink, void *ctx) {
    char reply[256];
    char *request = malloc(len + 1);
    if (!request) {
        say(sink, ctx, "out of memory");
        return VANTHU_PANICKED;
    }
    memcpy(request, bytes, len);
    request[len] = '\0';
    int compute = strstr(request, "\"op\":\"compute\"") != NULL;
    int check = strstr(request, "\"op\":\"check\"") != NULL;
    long planned = number(request, "ke_hoach"), done = number(request, "thuc_hien");
    free(request);

    if (compute) {
        if (planned <= 0) {
            say(sink, ctx, "kế hoạch phải lớn hơn 0 thì mới tính được tỷ lệ");
            return VANTHU_SAID;
        }
        snprintf(reply, sizeof reply, "{\"computed\":{\"ty_le\":%.1f}}",
                 100.0 * (double)done / (double)planned);
        say(sink, ctx, reply);
        return VANTHU_DONE;
    }
    if (check) {
        say(sink, ctx, "{\"findings\":[");
        if (planned > 0 && done > 2 * planned) {
            say(sink, ctx,
                "{\"path\":\"/thuc_hien\",\"code\":\"vuot-xa\",\"severity\":\"warning\","
                "\"message\":\"thực hiện gấp hơn hai lần kế hoạch\","
                "\"hint\":\"xem lại đơn vị tính\"}");
        }
        say(sink, ctx, "]}");
        return VANTHU_DONE;
    }
    return VANTHU_NOT_SUPPORTED;
}

VANTHU_PLUGIN(call)
