/*
 * vanthu_plugin.h: a native plugin of vanthu, in C or any language that speaks C. Version 1.
 *
 * A library exports one function, vanthu_plugin_v1, which returns a table that lives as long as
 * the library. The program calls table->call with a request and takes the reply through the sink.
 *
 * Request   {"v":1,"op":"compute"|"check","id":"…","data":{…}}          UTF-8 JSON, no final NUL
 * Reply     {"computed":{…}}                                            to "compute"
 *           {"findings":[{"path":"/ket_qua/0/so","code":"tong-sai",     to "check"
 *                         "message":"…","severity":"error"|"warning",
 *                         "hint":"…"}]}                                 "hint" may be left out
 * Fields that you do not know: pass over them.
 *
 * The same request must give the same reply. Keep no state, start no thread, open no file.
 */
#ifndef VANTHU_PLUGIN_H
#define VANTHU_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* "VANTHUP1", little-endian. */
#define VANTHU_MAGIC UINT64_C(0x31505548544E4156)

/* The version of this contract. */
#define VANTHU_ABI 1u

/* A reply may be so long, in bytes. */
#define VANTHU_LARGEST ((size_t)16 << 20)

/* What call returns. */
enum {
    VANTHU_DONE = 0,          /* the reply is JSON */
    VANTHU_SAID = 1,          /* the data cannot be worked with: the reply is a sentence, UTF-8 */
    VANTHU_PANICKED = 2,      /* the plugin failed: the reply is why, UTF-8 */
    VANTHU_NOT_SUPPORTED = 3  /* "op" or "v" is not known: no reply */
};

/*
 * Takes a piece of the reply, and copies it. Call it any number of times, with the ctx that call
 * was given, on the thread that call runs on, before call returns.
 */
typedef void (*vanthu_sink)(void *ctx, const uint8_t *bytes, size_t len);

typedef struct {
    uint64_t magic;     /* VANTHU_MAGIC */
    uint32_t abi_major; /* VANTHU_ABI */
    uint32_t size;      /* sizeof(vanthu_table); later versions add fields at the end */
    /* The request belongs to the program and is there until call returns. */
    int32_t (*call)(const uint8_t *request, size_t len, vanthu_sink sink, void *ctx);
} vanthu_table;

#ifdef _WIN32
#define VANTHU_EXPORT __declspec(dllexport)
#else
#define VANTHU_EXPORT __attribute__((visibility("default")))
#endif

/* The one symbol. Never returns NULL. */
VANTHU_EXPORT const vanthu_table *vanthu_plugin_v1(void);

/* VANTHU_PLUGIN(my_call) defines it. */
#define VANTHU_PLUGIN(function)                                                          \
    VANTHU_EXPORT const vanthu_table *vanthu_plugin_v1(void) {                           \
        static const vanthu_table table = {VANTHU_MAGIC, VANTHU_ABI, sizeof(vanthu_table), \
                                           function};                                    \
        return &table;                                                                   \
    }

#ifdef __cplusplus
}
#endif

#endif
