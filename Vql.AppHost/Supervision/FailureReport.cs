using System.Text.RegularExpressions;

namespace Vql.AppHost.Supervision;

/// <summary>Writes the reason why the stack did not start to standard error.</summary>
internal sealed partial class FailureReport(ResourceLoggerService logs)
{
    private const int LastLines = 12;

    private static readonly TimeSpan LogTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Writes the name of the failed part and the last lines of its log.</summary>
    public async Task WriteAsync(ResourceEvent failed, CancellationToken cancellationToken)
    {
        var lines = await ReadLastLinesAsync(failed, cancellationToken);
        foreach (var line in lines)
        {
            await Console.Error.WriteLineAsync($"  {line}");
        }

        await Console.Error.WriteLineAsync(
            $"The stack did not start: '{failed.Resource.Name}' exited ({StackParts.DescribeExit(failed.Snapshot)}). "
            + (lines.Count > 0 ? "See its last log lines above." : "It did not write a log."));
    }

    private async Task<Queue<string>> ReadLastLinesAsync(ResourceEvent failed, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(LogTimeout);
        var lines = new Queue<string>();
        try
        {
            await foreach (var batch in logs.GetAllAsync(failed.ResourceId).WithCancellation(timeout.Token))
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
            // Reading timed out: report the lines read so far.
        }

        return lines;
    }

    // DCP adds a timestamp to each line, and programs add escape sequences for colors.
    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT[\d:.]+Z\s+|\x1b\[[0-9;]*m")]
    private static partial Regex Decoration();
}
