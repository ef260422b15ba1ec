// The little that these tests need of a framework.
#pragma once

#include <cstdio>
#include <cstdlib>

#define CHECK(condition)                                                                    \
  do {                                                                                      \
    if (!(condition)) {                                                                     \
      std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);          \
      std::abort();                                                                         \
    }                                                                                       \
  } while (false)

struct Test {
  const char* name;
  void (*run)();
};
