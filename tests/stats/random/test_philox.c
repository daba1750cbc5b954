/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ter_assert.h"

#include "tercile/random.h"

/* Known answers of Random123 1.09 (Salmon et al.): kat_vectors, philox4x32 10. */
static void test_philox_gives_the_published_answers(void **state) {
    (void)state;
    static const struct {
        uint32_t counter[4], key[2], out[4];
    } cases[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint32_t out[4];
        ter_philox4x32_10(cases[i].counter, cases[i].key, out);
        assert_memory_equal(out, cases[i].out, sizeof out);
    }
}

static void test_stream_is_the_generator_at_its_name_and_position(void **state) {
    (void)state;
    ter_stream stream = ter_stream_open(0x299f31d0a4093822u, 0x03707344, 0x13198a2e);
    uint64_t block = 0x85a308d3243f6a88u;
    ter_stream_seek(&stream, 2 * block); /* wraps: block numbers have 63 bits */
    uint32_t counter[4] = {0x243f6a88, 0x05a308d3, 0x13198a2e, 0x03707344}, out[4];
    ter_philox4x32_10(counter, stream.key, out);
    assert_int_equal(ter_stream_word(&stream), out[0] | (uint64_t)out[1] << 32);
    assert_int_equal(ter_stream_word(&stream), out[2] | (uint64_t)out[3] << 32);
}

static void test_seek_reaches_every_position_that_stepping_reaches(void **state) {
    (void)state;
    enum { COUNT = 100 };
    uint64_t words[COUNT];
    ter_stream stream = ter_stream_open(42, 1, 2);
    for (size_t i = 0; i < COUNT; i++) {
        words[i] = ter_stream_word(&stream);
    }
    for (size_t i = COUNT; i-- > 0;) {
        ter_stream_seek(&stream, i);
        assert_int_equal(ter_stream_word(&stream), words[i]);
    }
    for (size_t first = 0; first < 5; first++) {
        uint64_t array[COUNT];
        ter_stream_seek(&stream, first);
        ter_stream_word_array(&stream, COUNT - first, array);
        assert_memory_equal(array, words + first, (COUNT - first) * sizeof array[0]);
        assert_int_equal(stream.position, COUNT);
    }
}

static void test_streams_of_other_names_differ(void **state) {
    (void)state;
    ter_stream streams[] = {ter_stream_open(1, 2, 3), ter_stream_open(1, 3, 2), ter_stream_open(2, 2, 3),
                            ter_stream_open(1 | (uint64_t)1 << 32, 2, 3)};
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < i; j++) {
            ter_stream a = streams[i], b = streams[j];
            assert_int_not_equal(ter_stream_word(&a), ter_stream_word(&b));
        }
    }
}

static void test_uniforms_lie_inside_the_open_interval_and_arrays_give_the_same(void **state) {
    (void)state;
    enum { COUNT = 1001 };
    double array[COUNT], sum = 0.0;
    ter_stream stream = ter_stream_open(7, 0, 0), copy = stream;
    ter_stream_uniform_array(&stream, COUNT, array);
    for (size_t i = 0; i < COUNT; i++) {
        double one = ter_stream_uniform(&copy);
        assert_memory_equal(&one, &array[i], sizeof one);
        assert_true(one > 0.0 && one < 1.0);
        sum += one;
    }
    /* Four standard errors of a mean of 1,001 uniforms. */
    assert_true(sum / COUNT > 0.5 - 0.0366 && sum / COUNT < 0.5 + 0.0366);
}

static void test_bounded_draws_are_uniform_and_below_the_bound(void **state) {
    (void)state;
    ter_stream stream = ter_stream_open(11, 0, 0);
    assert_int_equal(ter_stream_below(&stream, 0), 0);
    assert_int_equal(stream.position, 0);
    assert_int_equal(ter_stream_below(&stream, 1), 0);
    size_t count[7] = {0};
    for (int i = 0; i < 70000; i++) {
        uint64_t k = ter_stream_below(&stream, 7);
        assert_true(k < 7);
        count[k]++;
    }
    double chi_squared = 0.0;
    for (size_t k = 0; k < 7; k++) {
        double difference = (double)count[k] - 10000.0;
        chi_squared += difference * difference / 10000.0;
    }
    assert_true(chi_squared < 22.5); /* 0.999 quantile of 6 degrees of freedom: 22.46 */
    /* A bound just above 2^63 rejects nearly half of the words: the accepted must still cover the whole range. */
    uint64_t bound = ((uint64_t)1 << 63) + 1, low = 0;
    uint64_t before = stream.position;
    for (int i = 0; i < 1000; i++) {
        uint64_t k = ter_stream_below(&stream, bound);
        assert_true(k < bound);
        low += k < bound / 2;
    }
    assert_true(low > 430 && low < 570);
    assert_true(stream.position - before > 1850 && stream.position - before < 2150);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_philox_gives_the_published_answers),
        cmocka_unit_test(test_stream_is_the_generator_at_its_name_and_position),
        cmocka_unit_test(test_seek_reaches_every_position_that_stepping_reaches),
        cmocka_unit_test(test_streams_of_other_names_differ),
        cmocka_unit_test(test_uniforms_lie_inside_the_open_interval_and_arrays_give_the_same),
        cmocka_unit_test(test_bounded_draws_are_uniform_and_below_the_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
