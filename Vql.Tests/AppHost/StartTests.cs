using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Vql.EmbeddedPostgres;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.AppHost;

/// <summary>Tests of the console output and exit codes of the AppHost at startup and shutdown.</summary>
public sealed class StartTests
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan RestartLimit = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_WithData_AnswersByVqlFromTheFirstRequest_RestartsCrashedProcesses_AndCtrlCLeavesNothing()
    {
        using var folder = new StackFolder();
        await using var host = AppHostProcess.Start(folder.State, null, folder.Data(contacts: 300));
        Assert.True(await host.WaitForLineAsync("ready", StartLimit, Token) is not null, host.Output);
        Assert.Matches($@"(?m)^api\s+Healthy\s+http://localhost:{host.ApiPort}$", host.Output);
        Assert.Matches($@"(?m)^dashboard\s+Running\s+http://localhost:{host.DashboardPort}/login\?t=\w+$", host.Output);
        var link = Regex.Match(host.Output, @"(?m)\Aops\s+Link\s+(http://localhost:\d+/login/token\?t=\w+)$");
        Assert.True(link.Success, host.Output);
        using (var ops = new HttpClient())
        {
            Assert.Contains("<h1>Overview</h1>", await ops.GetStringAsync(link.Groups[1].Value, Token), StringComparison.Ordinal);
        }

        Assert.EndsWith("\nready", host.Output, StringComparison.Ordinal);

        using var api = new HttpClient { BaseAddress = new Uri($"http://localhost:{host.ApiPort}") };
        using (var first = await api.GetAsync("/api/v1/contacts/?limit=5", Token))
        {
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            Assert.Equal("true", first.Headers.GetValues("X-VQL-Used").Single());
        }

        var before = host.Output.Length;
        ProcessTable.Kill("Vql.SearchNode.dll", folder.State);
        await WaitForAsync(() => host.Output[before..], output =>
            output.Contains("search-node   Failed    killed", StringComparison.Ordinal)
            && output.Contains("search-node   Healthy", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);

        await host.InterruptAsync();
        Assert.Equal(0, await host.WaitForExitAsync(Token));
        Assert.Empty(await ProcessTable.WaitUntilGoneAsync(folder.State, EndLimit, Token));
        Assert.DoesNotContain("57P01", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kill_OfTheAppHost_LeavesNothing()
    {
        using var folder = new StackFolder();
        await using var host = AppHostProcess.Start(folder.State, null, folder.Data(contacts: 100));
        Assert.True(await host.WaitForLineAsync("ready", StartLimit, Token) is not null, host.Output);
        await host.KillAsync();
        await host.WaitForExitAsync(Token);
        Assert.Empty(await ProcessTable.WaitUntilGoneAsync(folder.State, EndLimit, Token));
    }

    [Fact]
    public async Task Start_OnATakenPort_NamesItAndItsHolderAndEndsWith1()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var folder = new StackFolder();
        await using var host = AppHostProcess.Start(folder.State, port, folder.Data(contacts: 0));
        Assert.Equal(1, await host.WaitForExitAsync(Token));
        Assert.Contains($"Port {port} of the API is in use", host.Output, StringComparison.Ordinal);
        Assert.Contains("--api-port", host.Output, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains($"(process {Environment.ProcessId})", host.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Start_WhoseFirstLoadFails_SaysWhyAndEndsWith1()
    {
        using var folder = new StackFolder();
        var missing = Path.Combine(folder.State, "no-such-file.csv");
        await using var host = AppHostProcess.Start(folder.State, null, "--companies", missing, "--contacts", "10");
        Assert.Equal(1, await host.WaitForExitAsync(Token));
        Assert.Matches(@"(?m)^first-load\s+Failed\s+exit code \d+$", host.Output);
        Assert.Contains("no-such-file.csv", host.Output, StringComparison.Ordinal);
        Assert.Contains("The stack did not start: 'first-load' exited", host.Output, StringComparison.Ordinal);
        Assert.Empty(await ProcessTable.WaitUntilGoneAsync(folder.State, EndLimit, Token));
    }

    [Fact]
    public async Task Start_OfContainersWithoutAnEngine_SaysSoAndEndsWith1()
    {
        using var folder = new StackFolder();
        await using var host = AppHostProcess.Start(
            folder.State, null, new Dictionary<string, string> { ["ASPIRE_CONTAINER_RUNTIME"] = "no-such-engine" },
            "--topology", "containers");
        Assert.Equal(1, await host.WaitForExitAsync(Token));
        Assert.Contains("no-such-engine is not installed", host.Output, StringComparison.Ordinal);
        Assert.Contains("--topology embedded", host.Output, StringComparison.Ordinal);
    }

    private static async Task WaitForAsync(Func<string> read, Func<string, bool> isExpected)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(RestartLimit);
        while (!isExpected(read()))
        {
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail(read());
            }
        }
    }
}
