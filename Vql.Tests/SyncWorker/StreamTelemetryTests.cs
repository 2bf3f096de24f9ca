using System.Text;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>Tests of the telemetry of a worker.</summary>
public sealed class StreamTelemetryTests(PostgresServer server)
{
    [Fact]
    public async Task Worker_PublishesItsMetrics_MeasuresLagWhenIdle_AndLinksItsBatchesToTheWrites()
    {
        await using var node = new SearchNodeFixture();
        await node.InitializeAsync();
        await using var sink = await OtlpSink.StartAsync();
        await using var rig = await StreamRig.CreateAsync(server, node.Url);
        foreach (var (name, value) in sink.Variables)
        {
            rig.Environment[name] = value;
        }

        rig.Environment["VQL_VERIFY_INTERVAL"] = "1";
        await rig.StartWorkerProcessAsync();

        // Nothing has been written yet.
        string[] idle =
        [
            "vql.sync.indexed.lag", "vql.sync.searchable.lag", "vql.sync.slot.bytes", "vql.sync.queue", "vql.sync.dead_letters",
            "vql.sync.verify.differences", "vql.sync.verify.duration",
        ];
        await WaitForAsync(sink, idle);

        var trace = Guid.NewGuid().ToString("N");
        string[] linked = ["vql.sync.batch", Encoding.Latin1.GetString(Convert.FromHexString(trace))];
        // Repeats the write, because a batch can contain the mark without its rows.
        await StreamRig.WaitUntilAsync(async () =>
        {
            await rig.RunAsync(
                $"begin; select pg_logical_emit_message(true, 'vql.trace', '00-{trace}-00f067aa0ba902b7-01'); "
                + "update contacts set title = 'Traced' where id = 1; commit");
            return sink.Has(linked);
        }, () => "no batch is linked to the write");
        await rig.WaitUntilFoundAsync();
        await WaitForAsync(sink, ["vql.sync.documents", "vql.sync.batch.size", "vql.document.operation", "vql.document.result", "applied"]);
    }

    private static Task WaitForAsync(OtlpSink sink, string[] parts) =>
        StreamRig.WaitUntilAsync(() => Task.FromResult(sink.Has(parts)), () => $"not in one export: {string.Join(", ", parts)}");
}
