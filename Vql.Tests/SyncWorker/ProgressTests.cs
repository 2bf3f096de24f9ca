using Vql.SyncWorker.Position;

namespace Vql.Tests.SyncWorker;

public sealed class ProgressTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batch_WaitsForEarlierOnes_UntilAllTheirPartsHaveEnded()
    {
        using var progress = new Progress(10);
        var first = await progress.BeginAsync(null, 2, Token);
        var second = await progress.BeginAsync(null, 1, Token);
        var third = await progress.BeginAsync(null, 1, Token);
        await first.WaitForEarlierAsync(Token);
        var waiting = third.WaitForEarlierAsync(Token);
        second.EndPart();
        first.EndPart();
        Assert.False(waiting.IsCompleted);
        first.EndPart();
        await waiting;
    }
}
