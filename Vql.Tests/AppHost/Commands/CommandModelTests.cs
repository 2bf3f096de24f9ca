using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Vql.AppHost.Commands;

namespace Vql.Tests.AppHost.Commands;

/// <summary>The application model, built but not started.</summary>
public sealed class BuiltModel : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vql-model-").FullName;
    private IDistributedApplicationTestingBuilder? _builder;

    public IDistributedApplicationTestingBuilder Builder => _builder!;

    public async ValueTask InitializeAsync() => _builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Vql_AppHost>(
        ["--topology", "embedded", "--state", Path.Combine(_folder, "state")], TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_builder is not null)
        {
            await _builder.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>The commands of the application model.</summary>
public sealed class CommandModelTests(BuiltModel model) : IClassFixture<BuiltModel>
{
    private static readonly string[] WorkerCommandNames =
    [
        "verify", "repair", "full-sync", "reindex-start", "reindex-resume", "reindex-swap", "reindex-abort", "reindex-drop-old",
        "reindex-status", "optimize", "import", "seed", "cancel",
    ];

    private readonly IDistributedApplicationTestingBuilder _builder = model.Builder;

    [Fact]
    public void Commands_OfTheModel_AreOnTheResourceThatTheyActOn()
    {
        Assert.Equal(WorkerCommandNames, Commands("sync-worker").Select(command => command.Name));
        Assert.Equal(["pause", "resume"], Commands("search-node").Select(command => command.Name));
        Assert.Equal(["reset"], Commands("postgres").Select(command => command.Name));
    }

    [Fact]
    public void Commands_OfTheModel_HaveADescriptionAndAnIcon() =>
        Assert.All(All(), command =>
        {
            Assert.EndsWith(".", command.DisplayDescription);
            Assert.NotNull(command.IconName);
        });

    [Fact]
    public void Commands_ThatDeleteData_AskForConfirmation() => Assert.Equal(
        ["reindex-abort", "reindex-drop-old", "reset"],
        All().Where(command => command.ConfirmationMessage is not null).Select(command => command.Name).Order());

    [Fact]
    public void Commands_WithArguments_HaveAValidDefaultForEach()
    {
        Assert.Equal("data/companies.csv", Argument("import").Value);
        Assert.Equal("1000", Argument("seed").Value);
        Assert.Equal("contacts", Argument("reindex-start").Value);
    }

    [Theory]
    [InlineData("Running", ResourceCommandState.Enabled)]
    [InlineData("Waiting", ResourceCommandState.Disabled)]
    [InlineData("Exited", ResourceCommandState.Disabled)]
    public void Verify_InEachStateOfTheWorker_IsEnabledOnlyWhileItRuns(string state, ResourceCommandState expected) =>
        Assert.Equal(expected, StateOf("sync-worker", "verify", state));

    [Theory]
    [InlineData("Running", ResourceCommandState.Enabled, ResourceCommandState.Hidden)]
    [InlineData("Stopping", ResourceCommandState.Disabled, ResourceCommandState.Hidden)]
    [InlineData("Exited", ResourceCommandState.Hidden, ResourceCommandState.Enabled)]
    public void PauseAndResume_InEachStateOfTheNode_AreOfferedOneAtATime(
        string state, ResourceCommandState pause, ResourceCommandState resume)
    {
        Assert.Equal(pause, StateOf("search-node", "pause", state));
        Assert.Equal(resume, StateOf("search-node", "resume", state));
    }

    [Fact]
    public void StartOrder_OfTheStores_HasWhatWaitsForThemAfterThem()
    {
        var stores = _builder.Resources.Where(resource => resource.Name is "postgres" or "search-node").ToArray();

        var names = StartOrder.Of(_builder.Resources, stores).Select(resource => resource.Name).ToList();

        Assert.Equal(["api", "connectra", "first-load", "ops", "postgres", "search-node", "sync-worker"], names.Order());
        Assert.True(names.IndexOf("postgres") < names.IndexOf("first-load"));
        Assert.True(names.IndexOf("first-load") < names.IndexOf("sync-worker"));
        Assert.True(names.IndexOf("first-load") < names.IndexOf("api"));
        Assert.True(names.IndexOf("search-node") < names.IndexOf("connectra"));
    }

    private IEnumerable<ResourceCommandAnnotation> All() => new[] { "sync-worker", "search-node", "postgres" }.SelectMany(Commands);

    private IEnumerable<ResourceCommandAnnotation> Commands(string resource) =>
        _builder.Resources.Single(candidate => candidate.Name == resource).Annotations.OfType<ResourceCommandAnnotation>();

    private InteractionInput Argument(string command) =>
        Commands("sync-worker").Single(candidate => candidate.Name == command).Arguments[0];

    private ResourceCommandState StateOf(string resource, string command, string state) =>
        Commands(resource).Single(candidate => candidate.Name == command).UpdateState(new UpdateCommandStateContext
        {
            ResourceSnapshot = new CustomResourceSnapshot { ResourceType = "Project", Properties = [], State = state },
            Services = _builder.Services.BuildServiceProvider(),
        });
}
