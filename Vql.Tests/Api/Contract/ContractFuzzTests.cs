using CsCheck;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api.Contract;

/// <summary>
/// Requests of every sort to every operation of the OpenAPI document, on both ways: never a 500, and every answer is one that
/// the document describes. <c>VQL_FUZZ_SECONDS</c> says how long; <c>CsCheck_Seed</c> repeats a run.
/// </summary>
public sealed class ContractFuzzTests(NodeBothWays ways) : LoadedContract(ways)
{
    private const int UsualSeconds = 5;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Operations_AskedAnything_AnswerAsTheDocumentSays(bool throughVql)
    {
        var api = throughVql ? Ways.Search : Ways.Tables;
        var seconds = RunLength.Of("VQL_FUZZ_SECONDS", UsualSeconds);
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
