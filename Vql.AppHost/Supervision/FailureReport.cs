using System.Text.RegularExpressions;

namespace Vql.AppHost.Supervision;

/// <summary>Writes why the stack could not start.</summary>
internal sealed partial class FailureReport(ResourceLoggerService logs)
{
    private const int LastLines = 12;

    private static readonly TimeSpan LogTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Writes the last lines of the log of a part that failed, and which part it was.</summary>
    public async Task WriteAsync(ResourceEvent failed, CancellationToken cancellationToken)
    {
        var lines = await ReadLastLinesAsync(failed, cancellationToken);
        foreach (var line in lines)
        {
            await Console.Error.WriteLineAsync($"  {line}");
        }

        await Console.Error.WriteLineAsync(
            $"The stack did not start: '{failed.Resource.Name}' ended ({StackParts.DescribeEnd(failed.Snapshot)}). "
            + (lines.Count > 0 ? "Its last log lines are above." : "It wrote no log."));
    }

    private async Task<Queue<string>> ReadLastLinesAsync(ResourceEvent failed, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LogTimeout);
        var lines = new Queue<string>();
        try
        {
            await foreach (var batch in logs.GetAllAsync(failed.ResourceId).WithCancellation(limit.Token))
            {
                foreach (var line in batch)
                {
                    lines.Enqueue(Decoration().Replace(line.Content, ""));
                    if (lines.Count > LastLines)
                    {
                        lines.Dequeue();
                    }
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Use the lines read so far.
        }

        return lines;
    }

    // DCP's time stamp before a line, and the colours in it.
    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT[\d:.]+Z\s+|\x1b\[[0-9;]*m")]
    private static partial Regex Decoration();
}
