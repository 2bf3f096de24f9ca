using System.CommandLine;
using Microsoft.AspNetCore.Connections;
using Vql.SearchNode;
using Vql.SearchNode.Indices;

var port = new Option<int?>("--port") { Description = "The port to listen on. Default: the value of ASPNETCORE_URLS." };
var data = new Option<string>("--data") { Description = "The path of the data folder.", DefaultValueFactory = _ => "search-data" };
var password = new Option<string?>("--password")
{
    Description = "The password of the user elastic. Default: the value of ELASTIC_PASSWORD. Without one, authentication is disabled.",
    DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ELASTIC_PASSWORD"),
};
var repairLog = new Option<bool>("--repair-log")
{
    Description = "Skip the entries of a corrupted write-ahead log. The bytes that are lost are logged.",
};
var command = new RootCommand(
    "Run an embedded search node with the REST API of Elasticsearch.\n\n" +
    "Example:\n  Vql.SearchNode --port 9200 --data ./search --password secret")
{
    port, data, password, repairLog,
};
command.SetAction(async (arguments, cancellationToken) =>
{
    var folder = arguments.GetValue(data)!;
    var options = new NodeOptions(folder, arguments.GetValue(password), arguments.GetValue(repairLog));
    await using var app = Node.Build(options, arguments.GetValue(port));
    try
    {
        app.Services.GetRequiredService<IndexRegistry>();
        await app.RunAsync(cancellationToken);
        return 0;
    }
    catch (IOException exception) when (exception.InnerException is AddressInUseException)
    {
        await Console.Error.WriteLineAsync(
            $"Port {arguments.GetValue(port)} is in use. Stop the process that listens on it, or specify another port with --port.");
    }
    catch (IOException exception)
    {
        await Console.Error.WriteLineAsync(
            $"The data folder {Path.GetFullPath(folder)} is unavailable: {exception.Message} " +
            "Check that no other node uses it and that it is writable.");
    }

    return 1;
});
return await command.Parse(args).InvokeAsync();
