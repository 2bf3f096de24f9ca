using CsCheck;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api.Contract;

/// <summary>
/// Fuzz tests of every operation of the OpenAPI document on both paths: no response is a 500, and each conforms to the
/// document. <c>VQL_FUZZ_SECONDS</c> sets the duration; <c>CsCheck_Seed</c> repeats a run.
/// </summary>
public sealed class ContractFuzzTests(NodeBothPaths paths) : LoadedContract(paths)
{
    private const int DefaultSeconds = 5;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Operations_WithAnyRequest_RespondAsDocumented(bool throughVql)
    {
        var api = throughVql ? Paths.Search : Paths.Tables;
        var seconds = RunLength.Of("VQL_FUZZ_SECONDS", DefaultSeconds);
        var sent = 0;
        await ContractRequest.Of(Contract.Operations).SampleAsync(async request =>
        {
            using var message = request.ToMessage();
            using var response = await api.Client.SendAsync(message, TestContext.Current.CancellationToken);
            var faults = await Contract.FaultsAsync(request.Operation, response, TestContext.Current.CancellationToken);
            Assert.True(faults.Count == 0, $"{request}: {(int)response.StatusCode} {string.Join("; ", faults.Take(5))}");
            Interlocked.Increment(ref sent);
        }, time: seconds, threads: 2);
        TestContext.Current.SendDiagnosticMessage("{0} requests", sent);
        Assert.True(sent > 0);
    }
}
