"""Items go into tasks: as many as a task is worth, and none is waited for in vain."""

from itertools import count

from lossctl.cluster.tasks import LEAST, Tasks


def always() -> bool:
    return True


def sizes(tasks: Tasks, number: int) -> list[int]:
    return [len(task) for task in tasks.take(number, wait=True)]


def test_all_items_come_in_their_order() -> None:
    tasks = Tasks(range(10), 4, always)
    assert tasks.take(2, wait=True) == [(0,), (1,)]
    tasks.see((1,), 0, 1)
    assert tasks.take(9, wait=True) == [(2, 3, 4, 5), (6, 7, 8, 9)]
    assert tasks.take(9, wait=True) == []


def test_tasks_grow_until_they_are_worth_their_way() -> None:
    tasks = Tasks(count(), 1000, always)
    for expected in (1, 4, 16, 20, 20):  # an item takes a twentieth of what a task should take
        (task,) = tasks.take(1, wait=True)
        assert len(task) == expected
        tasks.see(task, len(task) * LEAST / 20, threads=1)


def test_the_more_threads_the_longer_the_tasks() -> None:
    def settled(threads: int) -> int:
        tasks = Tasks(count(), 100_000, always)
        for _ in range(20):
            (task,) = tasks.take(1, wait=True)
            tasks.see(task, len(task) * 0.01, threads)
        return len(task)

    assert settled(1) < settled(100) < settled(1000)
    assert settled(2000) == 2 * settled(1000)


def test_a_slow_item_goes_alone_and_no_task_passes_the_limit() -> None:
    tasks = Tasks(count(), 3, always)
    for seconds, expected in ((0.0, 3), (LEAST * 1000, 1), (0.0, 3)):
        tasks.see((0,), seconds, 1)
        assert sizes(tasks, 2) == [expected, expected]


def test_only_the_first_item_is_waited_for_and_that_only_where_it_is_asked() -> None:
    there = [False]
    tasks = Tasks(count(), 1, lambda: there[0])
    assert tasks.take(5, wait=False) == []
    assert tasks.take(5, wait=True) == [(0,)]
    there[0] = True
    assert tasks.take(3, wait=False) == [(1,), (2,), (3,)]
