using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Vql.Api.Configuration;
using Vql.Api.Engine.Connectra;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Engine.Switches;
using Vql.Api.Monitoring;
using Vql.Api.Telemetry;
using Vql.Core.Language;
using Vql.Storage.Monitoring;
using Vql.Tests.Infrastructure;
using Vql.Tests.SyncWorker;

namespace Vql.Tests.Api;

/// <summary>The service that writes the figures of an API, with a clock that the test advances.</summary>
internal sealed class RunningMonitoring : IAsyncDisposable
{
    private readonly CapturedText _output = new();
    private readonly LoggerFactory _log;
    private readonly LiveSettings _live;
    private readonly CallRecorder _recorder;
    private readonly MonitoringService _service;

    private RunningMonitoring(ScriptedStack stack)
    {
        _log = new LoggerFactory([new TextLog(_output)]);
        var options = new MonitoringOptions(IsEnabled: true);
        _recorder = new CallRecorder(options, Time);
        _live = new LiveSettings(
            stack.Rows.Source, EngineOptions.Read(new ConfigurationBuilder().Build()), Time, _log.CreateLogger<LiveSettings>());
        _service = new MonitoringService(
            _recorder, new MonitoringWriter(stack.Rows.Source), options, new Circuit(_live), Time,
            _log.CreateLogger<MonitoringService>());
    }

    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    /// <summary>The log output so far.</summary>
    public string Output => _output.ToString();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts the service and waits until it has written the first row.</summary>
    public static async Task<RunningMonitoring> StartAsync(ScriptedStack stack)
    {
        var running = new RunningMonitoring(stack);
        await running._service.StartAsync(Token);
        await StreamRig.WaitUntilAsync(
            async () => await stack.ReadAsync<long>("select count(*) from monitoring_replicas where minutes = 1") > 0,
            () => "no figures were written");
        return running;
    }

    /// <summary>Counts calls of a list.</summary>
    public void Record(int calls)
    {
        for (var call = 0; call < calls; call++)
        {
            _recorder.Record(
                "ann", new Subject("list", "contact"), new VqlQuery(), FallbackReason.Fresh, TimeSpan.FromMilliseconds(2), 1);
        }
    }

    public Task StopAsync() => _service.StopAsync(Token);

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        _service.Dispose();
        _live.Dispose();
        _log.Dispose();
        await _output.DisposeAsync();
    }
}
