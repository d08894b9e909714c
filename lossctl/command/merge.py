"""Results of shards in, one result out."""

from lossctl import report
from lossctl.command.calculate import expectation_of
from lossctl.command.call import Merge, is_silent
from lossctl.errors import InputError
from lossctl.inputs.files import locate_source
from lossctl.merge.merged import merge
from lossctl.merge.result_files import shards_of
from lossctl.report.person import say_what_is_awaited
from lossctl.result import Result

FORMS = ("table", "json", "quiet", "md", "svg", "html")  # the others are of single samples


def run_merge(call: Merge) -> Result:
    """Merge the results, write the one that they make, and give it."""
    if call.form not in FORMS:
        raise InputError(f"the form {call.form} is of single samples, of which merge has none", remedy="table or json")
    if locate_source.STDIN in call.results:
        say_what_is_awaited("merge", "results as JSON")
    shards = [shard for word in call.results for shard in shards_of(word)]
    whole = merge(shards, call.reduction, repeats=call.allow_repeats, expected=expectation_of(call.check))
    if not is_silent(call):
        report.write_merged(whole, call.view, call.form)
    return whole.result
